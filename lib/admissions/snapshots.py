"""A ranking as JSON: settings and inputs from which it can be worked out again, and the results as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from lib.admissions.dossiers import Dossier, OfferedProgramme, RankingRules, RoundCase
from lib.admissions.reasons import Fact, Reason
from lib.admissions.scores import PointTable, decimal_score
from lib.admissions.values import Outcome, Ranking

_DECIMALS = ("grade10", "grade11", "grade12", "average", "min_dxt")


def settings(case: RoundCase) -> dict[str, Any]:
    """The rules with the points themselves, so that a preset changed later does not change what was decided."""
    points = case.rules.points
    table = {"groups": dict(points.groups), "areas": dict(points.areas), "source": points.source}
    return case.rules.encode() | {"point_table": table}


def inputs(case: RoundCase) -> dict[str, Any]:
    return {
        "programmes": [_plain(asdict(programme)) for programme in case.programmes],
        "dossiers": [_plain(asdict(dossier)) for dossier in case.dossiers],
        "council": {code: sorted(chosen) for code, chosen in sorted(case.council.items())},
    }


def results(ranking: Ranking) -> list[dict[str, Any]]:
    """One entry for each applicant, in the order of the ranking; scores as texts with two decimals."""
    return [_outcome(outcome) for outcome in ranking.outcomes]


def case_of(settings: Mapping[str, Any], inputs: Mapping[str, Any]) -> RoundCase:
    """The round as it was when the run was saved."""
    kept = settings["point_table"]
    table = PointTable(
        settings["points"], MappingProxyType(kept["groups"]), MappingProxyType(kept["areas"]), kept["source"]
    )
    rules = replace(RankingRules.decode({**settings, "points": RankingRules().points.code}), points=table)
    return RoundCase(
        programmes=tuple(OfferedProgramme(**_exact(one)) for one in inputs["programmes"]),
        dossiers=tuple(_dossier(one) for one in inputs["dossiers"]),
        rules=rules,
        council={code: frozenset(chosen) for code, chosen in inputs["council"].items()},
    )


def is_repeatable(settings: Mapping[str, Any], inputs: Mapping[str, Any], kept: Sequence[Mapping[str, Any]]) -> bool:
    """True when working the run out again gives exactly what was kept."""
    return results(case_of(settings, inputs).rank()) == list(kept)


def _dossier(kept: Mapping[str, Any]) -> Dossier:
    lists = {name: tuple(kept[name]) for name in ("choices", "ut_groups")}
    return Dossier(**(_exact(kept) | lists))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items()}


def _exact(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in _DECIMALS and value is not None else value for name, value in kept.items()}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    score = outcome.score
    return {
        "code": outcome.id,
        "status": outcome.status.value,
        "programme": outcome.programme,
        "choice": outcome.choice,
        "rank": outcome.rank,
        "dxt": _score(score.dxt),
        "ut_counted": _score(score.group.counted),
        "ut_potential": _score(score.group.potential),
        "kv": _score(score.area.counted),
        "dxh": _score(score.dxh),
        "reasons": [_reason(reason) for reason in outcome.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code.value, "facts": {name: _json(fact) for name, fact in sorted(reason.facts.items())}}


def _score(value: int | None) -> str | None:
    return None if value is None else str(decimal_score(value))


def _json(value: Fact | bool | Sequence[str] | None) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
