"""The explanation of one student's benefits: what it consists of and how it is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lib.core import formats
from lib.core.calendar import Month
from lib.core.i18n import N_, _
from lib.legal.law import Fact, SchemeKind
from lib.legal.values import LegalValue
from lib.scholarships.schemes.conditions import NO, UNKNOWN, YES

_MARKS = {YES: N_("Đạt"), NO: N_("Không đạt"), UNKNOWN: N_("Chưa biết")}


@dataclass(frozen=True)
class ConditionState:
    """A condition and its truth for the student; `depth` is its place in the tree, `fact` what the record says.

    `paper` is what would decide an unknown fact that matters, else empty.
    """

    text: str
    truth: int
    depth: int
    fact: str = ""
    paper: str = ""

    def __str__(self) -> str:
        if self.paper:
            return _("{mark}: {text}. Cần {paper}.").format(
                mark=_(_MARKS[self.truth]), text=self.text, paper=self.paper
            )
        said = _(" (hồ sơ ghi: {fact})").format(fact=self.fact) if self.fact and self.truth != UNKNOWN else ""
        return _("{mark}: {text}{said}.").format(mark=_(_MARKS[self.truth]), text=self.text, said=said)


@dataclass(frozen=True)
class Stretch:
    """Months in which the student's facts do not change, and the truth of the benefit's own condition in them.

    `failed` are the conditions that were not met, `excluded_by` the benefits that take this one's place.
    """

    first: Month
    last: Month
    truth: int
    conditions: tuple[ConditionState, ...]
    failed: tuple[str, ...]
    excluded_by: tuple[str, ...]


@dataclass(frozen=True)
class AmountDue:
    """A sum a month for so many months; a sum paid once has months 0. `values` are the legal values behind it."""

    monthly_vnd: int
    months: int
    total_vnd: int
    first: Month
    values: tuple[LegalValue, ...]


@dataclass(frozen=True)
class BenefitExplanation:
    """One benefit for one student. `status` is due, undetermined (some months may still be due) or not_due."""

    scheme: str
    item: str
    label: str
    kind: SchemeKind
    clause: str
    source: str
    status: Literal["due", "undetermined", "not_due"]
    amounts: tuple[AmountDue, ...]
    undetermined_months: int
    missing: tuple[Fact, ...]
    stretches: tuple[Stretch, ...]

    @property
    def papers(self) -> tuple[str, ...]:
        """What the student must hand in before the benefit can be decided."""
        return tuple(dict.fromkeys(_(fact.paper) for fact in self.missing))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The result, what it rests on, and what is missing, in the reader's language."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        name = _("{label} (mục {item})").format(label=self.label, item=self.item)
        for amount in self.amounts:
            yield self._due(name, amount)
            yield from (_value_sentence(value) for value in amount.values)
        if self.status == "undetermined":
            yield _("{benefit}: chưa xác định được; cần {papers}.").format(benefit=name, papers="; ".join(self.papers))
        if self.status == "not_due":
            yield self._not_due(name)
        yield _("Căn cứ: {source}, {clause}.").format(source=self.source, clause=self.clause)

    def _due(self, name: str, amount: AmountDue) -> str:
        month = f"{amount.first.number:02d}/{amount.first.year}"
        if self.kind == "waiver":
            return _("{benefit}: được miễn, từ tháng {month}.").format(benefit=name, month=month)
        if self.kind == "once":
            return _("{benefit}: được hưởng một lần {total}, tính vào tháng {month}.").format(
                benefit=name, total=formats.vnd(amount.total_vnd), month=month
            )
        return _("{benefit}: được hưởng {monthly} một tháng, {n} tháng, từ tháng {month}: {total}.").format(
            benefit=name,
            monthly=formats.vnd(amount.monthly_vnd),
            n=amount.months,
            month=month,
            total=formats.vnd(amount.total_vnd),
        )

    def _not_due(self, name: str) -> str:
        met = [stretch for stretch in self.stretches if stretch.truth == YES]
        rivals = dict.fromkeys(rival for stretch in met for rival in stretch.excluded_by)
        if rivals:
            return _("{benefit}: không hưởng vì đã thuộc diện {rivals}.").format(benefit=name, rivals=", ".join(rivals))
        if met and self.kind == "once":
            return _("{benefit}: đã đến hạn hưởng từ trước kỳ tính này.").format(benefit=name)
        if met:
            return _("{benefit}: các tháng trong kỳ không được tính hưởng.").format(benefit=name)
        failed = dict.fromkeys(text for stretch in self.stretches for text in stretch.failed)
        if not failed:
            return _("{benefit}: người học không học trong kỳ tính.").format(benefit=name)
        return _("{benefit}: không hưởng vì không đạt: {failed}.").format(benefit=name, failed="; ".join(failed))


def _value_sentence(value: LegalValue) -> str:
    if not value.is_entered:
        return _("{label}: chưa nhập. {note}").format(label=_(value.label), note=_(value.note))
    number = formats.vnd(value.value) if value.unit == "vnd" else f"{value.value} %"
    source = (
        _("{source}, {clause}").format(source=_(value.source), clause=value.clause) if value.clause else _(value.source)
    )
    return _("{label}: {number}, hiệu lực từ {day} ({source}).").format(
        label=_(value.label), number=number, day=formats.day(value.in_force_from), source=source
    )


@dataclass(frozen=True)
class Explanation:
    """Every benefit of the notice for one student, whether due or not, in the notice's order."""

    student: str
    period: tuple[Month, Month]
    benefits: tuple[BenefitExplanation, ...]
    total_vnd: int

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for benefit in self.benefits for sentence in benefit.sentences)
