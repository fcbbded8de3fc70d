"""The law as one value: dated numbers, policy sets, readings, facts, lists and schemes.

Nothing here reads a file: `lib.legal.reader.load_law` builds it. Rules receive it as an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from lib.core import formats
from lib.core.errors import InvalidInput
from lib.core.i18n import N_, _
from lib.legal.ethnicity import EthnicRegister
from lib.legal.values import Document, LegalValue, MissingLaw, UnknownLegalName, value_on

FactKind = Literal["flag", "category", "ethnicity", "country"]
SchemeKind = Literal["monthly", "waiver", "once"]
Condition = Mapping[str, Any]


class UnknownSetting(InvalidInput):
    message = N_("Không có thiết lập «{name}» = «{choice}». Chọn một trong: {choices}.")


class UnknownPolicy(InvalidInput):
    message = N_("Không có bộ mức hưởng «{policy}». Chọn một trong: {choices}.")


@dataclass(frozen=True)
class Choice:
    """One possible value of a fact or of a setting; `aliases` are other ways to write it."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """Something about a student that a scheme asks; `paper` is what proves it.

    `optional` facts may be absent from a list of students, where they are unknown for everybody.
    """

    code: str
    label: str
    kind: FactKind
    paper: str
    values: tuple[Choice, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Setting:
    """A place where the texts leave a choice, and the readings offered; the first is the default."""

    name: str
    label: str
    clause: str
    choices: tuple[Choice, ...]

    @property
    def default(self) -> str:
        return self.choices[0].code


@dataclass(frozen=True)
class PolicySet:
    """How sums are found: as printed in the notice, or as shares of the base salary."""

    code: str
    label: str
    source: str


@dataclass(frozen=True)
class PolicyInForce:
    """From this day on the policy set applies where nobody asks for another one."""

    in_force_from: date
    policy: str
    note: str
    author: str = ""
    approver: str = ""


@dataclass(frozen=True)
class AmountPart:
    """A part of a sum: the legal value `sum_name`, or `share_name` per cent of it; due when `when` holds."""

    sum_name: str
    share_name: str | None = None
    when: Condition | None = None


@dataclass(frozen=True)
class Yield:
    """The schemes that exclude this one, under a reading or always."""

    schemes: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True)
class SchemeLaw:
    """One benefit as the law states it; the calculation compiles it. `amounts` is keyed by policy set or `every`."""

    code: str
    item: str
    label: str
    source: str
    clause: str
    kind: SchemeKind
    months: frozenset[int]
    condition: Condition
    yields_to: tuple[Yield, ...] = ()
    amounts: Mapping[str, tuple[AmountPart, ...]] | None = None
    once_per: str = ""
    once_per_setting: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None

    def parts(self, policy: str) -> tuple[AmountPart, ...]:
        """The parts of the sum under a policy set; a waiver has none."""
        amounts = self.amounts or {}
        return amounts.get(policy, amounts.get("every", ()))


@dataclass(frozen=True, eq=False)
class Law:
    """Everything the rules need to know of the law. Two laws are equal only if they are the same object."""

    documents: Mapping[str, Document]
    values: Mapping[str, tuple[LegalValue, ...]]
    policy_sets: Mapping[str, PolicySet]
    policies: tuple[PolicyInForce, ...]
    settings: Mapping[str, Setting]
    facts: Mapping[str, Fact]
    ethnic: EthnicRegister
    definitions: Mapping[str, tuple[str, Condition]]
    schemes: tuple[SchemeLaw, ...]

    def value_on(self, name: str, day: date) -> LegalValue:
        """The value in force on the day; raises MissingLaw with name and day, UnknownLegalName for a strange name."""
        if name not in self.values:
            raise UnknownLegalName(name=name)
        if found := value_on(self.values[name], day):
            return found
        raise MissingLaw(name=_(self.values[name][0].label), day=formats.day(day))

    def policy_on(self, day: date) -> PolicyInForce:
        """The policy set that applies by itself on the day; a later entry goes before an earlier one."""
        holding = [row for row in self.policies if row.in_force_from <= day]
        if not holding:
            raise MissingLaw(name=_("Bộ mức hưởng"), day=formats.day(day))
        return max(holding, key=lambda row: (row.in_force_from, bool(row.author)))

    def check_policy(self, policy: str | None) -> None:
        if policy is not None and policy not in self.policy_sets:
            raise UnknownPolicy(policy=policy, choices=", ".join(self.policy_sets))

    def chosen(self, options: Mapping[str, str]) -> dict[str, str]:
        """Every setting with the reading chosen for it, the default where `options` is silent."""
        for name, choice in options.items():
            offered = [c.code for c in self.settings[name].choices] if name in self.settings else []
            if choice not in offered:
                raise UnknownSetting(name=name, choice=choice, choices=", ".join(offered or self.settings))
        return {name: options.get(name, setting.default) for name, setting in self.settings.items()}

    def scheme(self, code: str) -> SchemeLaw:
        """The scheme of this code; KeyError for any other text."""
        return {scheme.code: scheme for scheme in self.schemes}[code]
