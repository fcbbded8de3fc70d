"""The paper behind each condition of an explanation, and the facts on record of one student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lib.core import formats
from lib.core.calendar import Month
from lib.core.i18n import _
from lib.legal.law import Law
from lib.registry.facts.kinds import HOUSEHOLD, NEAR_POOR, POOR
from lib.registry.facts.rules import KnownFact
from lib.scholarships.schemes.account import ConditionState, Stretch


@dataclass(frozen=True)
class Papers:
    """The dated facts of one person, to tell which of them stood behind an answer."""

    facts: tuple[KnownFact, ...]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, facts: Iterable[KnownFact], law: Law) -> "Papers":
        """`facts` of one person; the labels of the law's dated questions in the reader's language."""
        dated = [fact for fact in law.facts.values() if fact.kind == "flag" or fact.code == HOUSEHOLD]
        return cls(tuple(facts), {_(fact.label): fact.code for fact in dated})

    def behind(self, condition: ConditionState, month: Month) -> str:
        """The paper and its days for the fact that a condition tests, empty where the fact is no dated one."""
        asked = next((code for label, code in self.labels.items() if label in condition.text), None)
        if not condition.fact or condition.paper or asked is None:
            return ""
        found = self._speaking(asked, month)
        return told(found) if found else ""

    def together(self, stretches: Iterable[Stretch]) -> list[Stretch]:
        """The stretches with neighbours put together in which neither an answer nor the paper behind it changes."""
        found: list[Stretch] = []
        for stretch in stretches:
            if found and self._same(found[-1], stretch):
                found[-1] = replace(found[-1], last=stretch.last)
            else:
                found.append(stretch)
        return found

    def _same(self, one: Stretch, next_: Stretch) -> bool:
        return (
            one.last + 1 == next_.first
            and (one.conditions, one.excluded_by) == (next_.conditions, next_.excluded_by)
            and all(self.behind(each, one.first) == self.behind(each, next_.first) for each in one.conditions)
        )

    def _speaking(self, asked: str, month: Month) -> KnownFact | None:
        kinds = (POOR, NEAR_POOR) if asked == HOUSEHOLD else (asked,)
        newest = [fact for kind in kinds if (fact := self._newest(kind, month)) is not None]
        return next((fact for fact in newest if fact.is_true), newest[0] if newest else None)

    def _newest(self, kind: str, month: Month) -> KnownFact | None:
        """The fact that speaks in a month, as the calculation reads it: it counts for every month its days touch."""
        holding = [
            fact
            for fact in self.facts
            if fact.kind == kind
            and (fact.valid_from or date.min) <= month.last_day
            and (fact.valid_to or date.max) >= month.first_day
        ]
        return max(holding, key=lambda fact: (fact.valid_from or date.min, fact.id), default=None)


def told(fact: KnownFact) -> str:
    """The paper of a fact and the days for which it holds, in words."""
    paper = fact.evidence or _("chưa ghi giấy tờ")
    return f"{paper} ({days(fact)})"


def days(fact: KnownFact) -> str:
    first, last = formats.day(fact.valid_from), formats.day(fact.valid_to)
    if first and last:
        return _("từ {first} đến {last}").format(first=first, last=last)
    if first:
        return _("từ {first}").format(first=first)
    return _("đến {last}").format(last=last) if last else _("không ghi thời hạn")
