"""The file twin of the benefits calculation: `python -m lib entitlements STUDENTS.csv --from … --to …`.

The same pure functions as the page, no database needed. Bad input writes nothing but one line per problem and
exits with 2; what cannot be decided for want of a paper is told on the error stream and is no error.
"""

import argparse
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from lib.core import formats
from lib.core.calendar import Month
from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_, _
from lib.imports.lists import CsvList, read_list
from lib.imports.outputs import tell, write_result
from lib.legal.law import Law
from lib.legal.reader import load_law
from lib.scholarships.schemes import Calculation, calculate, encode
from lib.scholarships.schemes.encoding import DAYS, ENROLLED, ID, PERSON

COLUMNS = ("id", "item", "scheme", "months", "monthly_vnd", "total_vnd")
COLUMNS_BY_MONTH = ("id", "item", "scheme", "month", "amount_vnd")
DONE, REFUSED = 0, 2


class NotAMonth(InvalidInput):
    message = N_("{option}: «{value}» không phải là tháng. Hãy ghi dạng 2023-09.")


def main(argv: Sequence[str]) -> int:
    """Calculate the file named in `argv`; return the exit code. `--help` and wrong options exit by themselves."""
    law = load_law()
    options = _parser(law).parse_args(argv)
    try:
        period = _month("--from", options.first), _month("--to", options.last)
        listed = read_students(options.students, law)
        encoded = encode(_frame(listed), law)
        for found in encoded.problems:
            listed.reject(listed.rows[found.row], found.column, found.mend)
        if listed.problems:
            tell(listed.ordered_problems)
            return REFUSED
        result = calculate(encoded.students, period, law, dated=encoded.dated, policy=options.policy)
        write_result(_table(result, by_month=options.by_month), options.output)
    except DomainError as refusal:
        tell([refusal])
        return REFUSED
    tell([*listed.notes, *_notes(result, listed)])
    return DONE


def read_students(path: Path, law: Law) -> CsvList:
    """The students with the facts of the law; what is wrong with the file or its ids is noted on the list."""
    facts = [fact.code for fact in law.facts.values() if not fact.optional]
    listed = read_list(path, required=(ID, *facts), optional={PERSON, *law.facts, *DAYS})
    listed.check_unique(ID)
    return listed


def _frame(listed: CsvList) -> pd.DataFrame:
    """The cells as texts; without a usable heading only an empty column of ids."""
    columns = listed.columns or (ID,)
    return pd.DataFrame({column: [row.cells[column] for row in listed.rows] for column in columns}, dtype=object)


def _month(option: str, text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise NotAMonth(option=option, value=text) from None


def _table(result: Calculation, *, by_month: bool) -> str:
    """The lines as CSV with LF ends, in order of the students in the file."""
    frame, columns = (result.by_month, COLUMNS_BY_MONTH) if by_month else (result.lines, COLUMNS)
    text = io.StringIO()
    frame.to_csv(text, columns=list(columns), index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    return text.getvalue()


def _notes(result: Calculation, listed: CsvList) -> Iterator[str]:
    """What a person must know beside the lines: what waits for a paper, and sums nobody has entered."""
    for row in result.undetermined.itertuples():
        papers = dict.fromkeys(_(result.plan.law.facts[code].paper) for code in str(row.missing).split())
        yield _("{id}: {item} ({scheme}) chưa xác định; thiếu {facts}. Cần {papers}.").format(
            id=row.id, item=row.item, scheme=row.scheme, facts=row.missing, papers="; ".join(papers)
        )
    for value in result.not_entered():
        yield _("{label}: chưa nhập, đang tính 0 ₫.").format(label=_(value.label))
    once = result.columns.months == 0
    if ENROLLED not in listed.columns and (result.columns.total_vnd[once] > 0).any():
        yield _("Tệp không có cột {column}: khoản hưởng một lần được tính vào tháng đầu kỳ, {month}.").format(
            column=ENROLLED, month=formats.day(result.period[0].first_day)[3:]
        )


def _parser(law: Law) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lib entitlements", description=_("Tính chế độ của người học từ tệp CSV.")
    )
    parser.add_argument(
        "students", type=Path, metavar="STUDENTS.csv", help=", ".join(["id", *law.facts]).replace("%", "%%")
    )
    parser.add_argument("--from", dest="first", required=True, metavar="2023-09", help=_("tháng đầu"))
    parser.add_argument("--to", dest="last", required=True, metavar="2024-08", help=_("tháng cuối"))
    parser.add_argument("--policy", choices=list(law.policy_sets), help=_("bộ mức hưởng cho mọi tháng"))
    parser.add_argument("--by-month", action="store_true", help=_("mỗi tháng một dòng"))
    parser.add_argument("--output", type=Path, metavar="F", help=_("tệp kết quả; không có thì in ra màn hình"))
    return parser
