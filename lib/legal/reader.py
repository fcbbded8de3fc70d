"""The only module that reads the YAML of the law: checks its shape and its references, builds a `Law`, keeps it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from lib.legal import references
from lib.legal.ethnicity import EthnicGroup, EthnicList, EthnicRegister
from lib.legal.law import AmountPart, Choice, Fact, Law, PolicyInForce, PolicySet, SchemeLaw, Setting, Yield
from lib.legal.values import AmendedValue, Document, LegalValue, merged

DATA = Path(__file__).parent / "data"
SCHEMA = "schema.yaml"


class BrokenLawData(Exception):
    """A data file of the law has a wrong shape: a defect of the program, not an answer for a user."""


class _Loader(yaml.SafeLoader):
    """Dates stay text, so that JSON Schema can check them, and a key written twice is refused."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise BrokenLawData(f"{node.start_mark}: written twice: {sorted(map(str, twice))}")
        return super().construct_mapping(node, deep)


def load_law(overrides: Iterable[AmendedValue] = (), policies: Iterable[PolicyInForce] = ()) -> Law:
    """The published law with the amendments approved on screen; without any, the same object every time.

    `overrides` are dated values that speak before the published ones from their own day on, `policies` say from
    which day another policy set applies. Raises UnknownLegalName for an amendment of a name nobody published.
    """
    overrides, policies = tuple(overrides), tuple(policies)
    law = published_law()
    if not overrides and not policies:
        return law
    return replace(law, values=merged(law.values, overrides), policies=(*law.policies, *policies))


@cache
def published_law() -> Law:
    """The law of the data files that ship with the program."""
    return read_law(DATA)


def read_law(folder: Path) -> Law:
    """Read and check every data file of a folder; raises BrokenLawData with the file and the place."""
    files = _checked_files(folder)
    documents = {row["code"]: Document(**row) for row in files["documents.yaml"]["documents"]}
    problems = list(references.problems(files))
    if problems:
        raise BrokenLawData("\n".join(problems))
    policies = files["policies.yaml"]
    return Law(
        documents=documents,
        values={value["name"]: tuple(_values(value, documents)) for value in references.value_rows(files)},
        policy_sets={
            row["code"]: PolicySet(row["code"], row["label"], documents[row["document"]].title)
            for row in policies["policy_sets"]
        },
        policies=tuple(PolicyInForce(_day(r["from"]), r["policy"], r["note"]) for r in policies["policies_in_force"]),
        settings={row["name"]: _setting(row) for row in policies["settings"]},
        facts={row["code"]: _fact(row) for row in files["facts.yaml"]["facts"]},
        ethnic=_ethnic(files["ethnic_groups.yaml"], documents),
        definitions={row["code"]: (row["label"], row["condition"]) for row in files["schemes.yaml"]["definitions"]},
        schemes=tuple(_schemes(files["schemes.yaml"], documents)),
    )


def screen_texts(folder: Path = DATA) -> Iterator[str]:
    """Every Vietnamese text of the data files that a screen can show, for the translation catalogue."""
    shown = {"label", "title", "note", "paper", "clause", "name"}
    for name, content in _checked_files(folder).items():
        yield from references.texts(content, shown - ({"name"} if name != "ethnic_groups.yaml" else set()))


def _checked_files(folder: Path) -> dict[str, Any]:
    schema = _read(folder / SCHEMA)
    files = {path.name: _read(path) for path in sorted(folder.glob("*.yaml")) if path.name != SCHEMA}
    for name, content in files.items():
        shapes = [shape for pattern, shape in schema["files"].items() if fnmatch(name, pattern)]
        if not shapes:
            raise BrokenLawData(f"{name}: no shape in {SCHEMA}")
        validator = Draft202012Validator(
            {"$defs": schema["$defs"], **shapes[0]}, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        if faults := list(validator.iter_errors(content)):
            raise BrokenLawData("\n".join(f"{name}: {fault.json_path}: {fault.message}" for fault in faults))
    return files


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as source:
        return yaml.load(source, _Loader)  # noqa: S506  a SafeLoader that is stricter still


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _values(value: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[LegalValue]:
    for row in value["dated"]:
        document = documents[row["document"]]
        yield LegalValue(
            name=value["name"],
            label=value["label"],
            value=row["value"],
            unit=value["unit"],
            source=document.title,
            clause=row["clause"],
            certainty=document.certainty,
            in_force_from=_day(row["from"]),
            in_force_to=_day(row["to"]) if "to" in row else None,
            verified_on=_day(row["verified_on"]),
            is_entered=row.get("entered", True),
            note=row.get("note", ""),
        )


def _choices(rows: Iterable[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(row["code"], row["label"], tuple(row.get("aliases", ()))) for row in rows)


def _setting(row: Mapping[str, Any]) -> Setting:
    return Setting(row["name"], row["label"], row["clause"], _choices(row["choices"]))


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        row["code"],
        row["label"],
        row["kind"],
        row["paper"],
        _choices(row.get("values", ())),
        row.get("optional", False),
    )


def _ethnic(content: Mapping[str, Any], documents: Mapping[str, Document]) -> EthnicRegister:
    groups = tuple(
        EthnicGroup(g["number"], g["code"], g["name"], tuple(g.get("aliases", ()))) for g in content["groups"]
    )
    lists = {
        row["code"]: EthnicList(
            row["code"], row["label"], documents[row["document"]].title, row["clause"], frozenset(row["groups"])
        )
        for row in content["lists"]
    }
    return EthnicRegister(groups, lists)


def _schemes(content: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[SchemeLaw]:
    months = {row["code"]: frozenset(row["months"]) for row in content["month_sets"]}
    for row in content["schemes"]:
        yield SchemeLaw(
            code=row["code"],
            item=row["item"],
            label=row["label"],
            source=documents[row["document"]].title,
            clause=row["clause"],
            kind=row["kind"],
            months=months[row["months"]],
            condition=row["condition"],
            yields_to=tuple(Yield(tuple(y["schemes"]), y.get("when")) for y in row.get("yields_to", ())),
            amounts={policy: tuple(map(_part, parts)) for policy, parts in row.get("amounts", {}).items()},
            once_per=row.get("once_per", ""),
            once_per_setting=row.get("once_per_setting", ""),
            in_force_from=_day(row["in_force_from"]) if "in_force_from" in row else None,
            in_force_to=_day(row["in_force_to"]) if "in_force_to" in row else None,
        )


def _part(row: Mapping[str, Any]) -> AmountPart:
    if "sum" in row:
        return AmountPart(row["sum"], when=row.get("when"))
    return AmountPart(row["of"], row["share"], row.get("when"))
