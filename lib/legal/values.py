"""Legal values: a number with a name, a unit, a day from which it is in force, and the text that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_

Unit = Literal["vnd", "percent", "months", "hundredths"]
Certainty = Literal["verified", "second_hand", "to_confirm"]


class MissingLaw(DomainError):
    """No value of this name is in force on the day: the calculation must stop, never go on with nothing."""

    message = N_("Chưa có quy định «{name}» cho ngày {day}. Hãy nhập giá trị có hiệu lực từ ngày đó rồi tính lại.")


class UnknownLegalName(InvalidInput):
    message = N_("Không có quy định nào tên «{name}» trong dữ liệu pháp luật. Kiểm tra lại tên.")


@dataclass(frozen=True)
class Document:
    """A text of law or of the school; `certainty` says whether somebody read the text itself."""

    code: str
    title: str
    certainty: Certainty


@dataclass(frozen=True)
class LegalValue:
    """One dated value. `value` is whole đồng, a whole percent, months, or hundredths of a point.

    `is_entered` is False for a value the text does not give and nobody has filled in yet ("chưa nhập").
    `author` and `approver` are set on a value amended on screen and empty on a published one.
    """

    name: str
    label: str
    value: int
    unit: Unit
    source: str
    clause: str
    certainty: Certainty
    in_force_from: date
    verified_on: date
    in_force_to: date | None = None
    is_entered: bool = True
    note: str = ""
    author: str = ""
    approver: str = ""

    @property
    def is_amended(self) -> bool:
        return bool(self.author)

    def holds_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True)
class AmendedValue:
    """A value entered on screen by one person and approved by another; it speaks before the published one."""

    name: str
    value: int
    in_force_from: date
    source: str
    clause: str
    author: str
    approver: str
    approved_on: date
    in_force_to: date | None = None

    def as_value_of(self, published: LegalValue) -> LegalValue:
        """The same legal name and unit with the amended number and its own source."""
        return LegalValue(
            name=self.name,
            label=published.label,
            value=self.value,
            unit=published.unit,
            source=self.source,
            clause=self.clause,
            certainty="verified",
            in_force_from=self.in_force_from,
            in_force_to=self.in_force_to,
            verified_on=self.approved_on,
            author=self.author,
            approver=self.approver,
        )


def value_on(rows: Iterable[LegalValue], day: date) -> LegalValue | None:
    """The row that speaks on the day: the latest to come into force, an amended one before a published one."""
    holding = (row for row in rows if row.holds_on(day))
    return max(holding, key=lambda row: (row.in_force_from, row.is_amended, row.verified_on), default=None)


def merged(
    published: Mapping[str, tuple[LegalValue, ...]], amended: Iterable[AmendedValue]
) -> dict[str, tuple[LegalValue, ...]]:
    """The published rows with the amended ones added under their names.

    Raises UnknownLegalName for an amendment of a name that no data file has, InvalidInput for a negative number
    or an end before its beginning.
    """
    values = dict(published)
    for row in amended:
        if row.name not in values:
            raise UnknownLegalName(name=row.name)
        if row.value < 0 or (row.in_force_to is not None and row.in_force_to < row.in_force_from):
            raise InvalidInput(
                N_("Giá trị sửa đổi của «{name}» không hợp lệ: số không được âm và ngày hết không trước ngày bắt đầu."),
                name=row.name,
            )
        values[row.name] += (row.as_value_of(values[row.name][0]),)
    return values


def share_of(base_vnd: int, percent: int) -> int:
    """A whole percentage of a sum, rounded half-up to whole đồng."""
    return (2 * base_vnd * percent + 100) // 200
