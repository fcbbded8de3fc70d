"""The file twin of the benefits calculation: `python -m lib entitlements STUDENTS.csv --from … --to …`.

The same pure functions as the page, no database needed. Bad input writes nothing but one line per problem and
exits with 2; what cannot be decided for want of a paper is told on the error stream and is no error.
"""

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lib.core import formats
from lib.core.calendar import Month
from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_, _
from lib.legal.law import Law
from lib.legal.reader import load_law
from lib.scholarships.lists import StudentList, read_students
from lib.scholarships.schemes import Calculation, calculate, encode
from lib.scholarships.schemes.encoding import ENROLLED

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
        encoded = encode(listed.frame, law)
        if problems := [*listed.problems, *(listed.located(found) for found in encoded.problems)]:
            problems.sort(key=lambda problem: problem.row)
            _tell(problems)
            return REFUSED
        result = calculate(encoded.students, period, law, dated=encoded.dated, policy=options.policy)
        _write(_table(result, by_month=options.by_month), options.output)
    except DomainError as refusal:
        _tell([refusal])
        return REFUSED
    except OSError as failure:
        place = failure.filename or options.output
        _tell(
            [_("{file}: không ghi được tệp ({reason}). Hãy chọn chỗ khác.").format(file=place, reason=failure.strerror)]
        )
        return REFUSED
    _tell([*listed.notes, *_notes(result, listed)])
    return DONE


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


def _notes(result: Calculation, listed: StudentList) -> Iterator[str]:
    """What a person must know beside the lines: what waits for a paper, and sums nobody has entered."""
    for row in result.undetermined.itertuples():
        papers = dict.fromkeys(_(result.plan.law.facts[code].paper) for code in str(row.missing).split())
        yield _("{id}: {item} ({scheme}) chưa xác định; thiếu {facts}. Cần {papers}.").format(
            id=row.id, item=row.item, scheme=row.scheme, facts=row.missing, papers="; ".join(papers)
        )
    for value in result.not_entered():
        yield _("{label}: chưa nhập, đang tính 0 ₫.").format(label=_(value.label))
    once = result.columns.months == 0
    if ENROLLED not in listed.frame and (result.columns.total_vnd[once] > 0).any():
        yield _("Tệp không có cột {column}: khoản hưởng một lần được tính vào tháng đầu kỳ, {month}.").format(
            column=ENROLLED, month=formats.day(result.period[0].first_day)[3:]
        )


def _write(text: str, output: Path | None) -> None:
    """To the screen, or to a file that is there whole or not at all."""
    if output is None:
        sys.stdout.write(text)
        return
    unfinished = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _tell(lines: Iterable[object]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


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
