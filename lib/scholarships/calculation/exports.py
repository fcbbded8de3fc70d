"""A list of benefits as a workbook: by class, by month, and what cannot be decided yet.

Words are looked up when the button is drawn (`words`), because the workbook is made in another thread, where nobody
knows the reader's language.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.core.i18n import _
from lib.core.money import in_words
from lib.imports.exports import ExportColumn, Table, to_xlsx
from lib.legal.law import Law
from lib.scholarships.calculation.lines import labels, month_words

_NO_CLASS = ""


@dataclass(frozen=True)
class Words:
    """Everything that the workbook says, in the reader's language; `papers` by code of a fact."""

    sheets: tuple[str, str, str]
    titles: tuple[str, str, str]
    period: str
    person: tuple[str, ...]
    item: str
    benefit: str
    months: str
    monthly: str
    total: str
    signature: str
    missing: str
    of_class: str
    of_all: str
    in_words: str
    labels: dict[str, str]
    papers: dict[str, str]


def words(law: Law, first: Any, last: Any) -> Words:
    return Words(
        sheets=(_("Danh sách"), _("Theo tháng"), _("Chưa xác định")),
        titles=(
            _("Danh sách HSSV hưởng chế độ"),
            _("Chế độ của HSSV theo từng tháng (đồng)"),
            _("HSSV chưa xác định được chế độ vì thiếu giấy tờ"),
        ),
        period=_("Kỳ tính: từ tháng {first} đến tháng {last}").format(first=month_words(first), last=month_words(last)),
        person=(_("TT"), _("Mã HSSV"), _("Họ và tên"), _("Lớp"), _("Ngành"), _("Khoa")),
        item=_("Mục"),
        benefit=_("Chế độ"),
        months=_("Số tháng"),
        monthly=_("Mức một tháng (đồng)"),
        total=_("Cộng (đồng)"),
        signature=_("Ký nhận"),
        missing=_("Giấy tờ cần bổ sung"),
        of_class=_("Cộng lớp {name}"),
        of_all=_("Tổng cộng"),
        in_words=_("Bằng chữ: {amount}"),
        labels=labels(law),
        papers={code: _(fact.paper) for code, fact in law.facts.items()},
    )


def workbook(lines: pd.DataFrame, by_month: pd.DataFrame, undetermined: pd.DataFrame | None, said: Words) -> bytes:
    """The sheets of a list; without `undetermined` (a saved list does not keep it) two of them."""
    sheets = {said.sheets[0]: _list(lines, said), said.sheets[1]: _months(by_month, said)}
    if undetermined is not None:
        sheets[said.sheets[2]] = _undetermined(undetermined, said)
    return to_xlsx(sheets)


def _list(lines: pd.DataFrame, said: Words) -> Table:
    columns = (
        *_person_columns(said),
        ExportColumn(said.months, "integer"),
        ExportColumn(said.monthly, "money", 16),
        ExportColumn(said.total, "money", 18),
        ExportColumn(said.signature, width=16),
    )
    rows: list[list[Any]] = []
    for name, own in _classes(lines):
        for row in own.itertuples():
            rows.append([*_person(row, len(rows), said), row.months, row.monthly_vnd, row.total_vnd, None])
        rows.append(_sum_row(said.of_class.format(name=name), [None, None, int(own["total_vnd"].sum()), None]))
    total = int(lines["total_vnd"].sum())
    rows.append(_sum_row(said.of_all, [None, None, total, None]))
    footer = (said.in_words.format(amount=in_words(total)),)
    return Table(columns, _numbered(rows), (said.titles[0], said.period), footer)


def _months(by_month: pd.DataFrame, said: Words) -> Table:
    names = sorted(by_month["month"].unique())
    places = {name: at for at, name in enumerate(names)}
    columns = (
        *_person_columns(said),
        *(ExportColumn(month_words(name), "money", 13) for name in names),
        ExportColumn(said.total, "money", 18),
    )
    rows: list[list[Any]] = []
    whole = [0] * len(names)
    for class_name, own in _classes(by_month):
        sums = [0] * len(names)
        for person, amounts in _amounts(own, places, said):
            rows.append([*person, *amounts, sum(amounts)])
            sums = [one + other for one, other in zip(sums, amounts, strict=True)]
        rows.append(_sum_row(said.of_class.format(name=class_name), [*sums, sum(sums)]))
        whole = [one + other for one, other in zip(whole, sums, strict=True)]
    rows.append(_sum_row(said.of_all, [*whole, sum(whole)]))
    return Table(columns, _numbered(rows), (said.titles[1], said.period))


def _amounts(by_month: pd.DataFrame, places: Mapping[str, int], said: Words) -> Iterable[tuple[list[Any], list[int]]]:
    """For each student and benefit the cells about them and a sum for every month."""
    found: dict[tuple[int, str], tuple[list[Any], list[int]]] = {}
    row: Any
    for row in by_month.itertuples():
        _cells, amounts = found.setdefault((row.id, row.scheme), (_person(row, 0, said), [0] * len(places)))
        amounts[places[row.month]] += row.amount_vnd
    return found.values()


def _undetermined(frame: pd.DataFrame, said: Words) -> Table:
    columns = (*_person_columns(said), ExportColumn(said.months, "integer"), ExportColumn(said.missing, width=60))
    rows = [
        [*_person(row, 0, said), row.months, "; ".join(dict.fromkeys(said.papers[c] for c in str(row.missing).split()))]
        for row in frame.itertuples()
    ]
    return Table(columns, _numbered(rows), (said.titles[2], said.period))


def _person_columns(said: Words) -> tuple[ExportColumn, ...]:
    looks = (ExportColumn(said.person[0], "integer", 6), ExportColumn(said.person[1], "text", 14))
    return (*looks, *(ExportColumn(name, "text") for name in (*said.person[2:], said.item, said.benefit)))


def _person(row: Any, number: int, said: Words) -> list[Any]:
    class_name = row.class_name if isinstance(row.class_name, str) and row.class_name else None
    code = row.student_code if isinstance(row.student_code, str) else None
    return [number, code, row.full_name, class_name, row.programme, row.faculty, row.item, said.labels[row.scheme]]


def _sum_row(label: str, sums: list[Any]) -> list[Any]:
    return [None, None, label, None, None, None, None, None, *sums]


def _numbered(rows: Sequence[list[Any]]) -> Iterator[list[Any]]:
    """Rows of students counted from 1; rows of sums have no number."""
    number = 0
    for row in rows:
        if row[0] is not None:
            number += 1
            row[0] = number
        yield row


def _classes(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The classes in their order, those without a class last."""
    for name, own in frame.groupby(frame["class_name"].fillna(_NO_CLASS), sort=False):
        yield str(name), own
