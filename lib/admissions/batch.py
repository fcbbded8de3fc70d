"""The file twin of ranking: `python -m lib rank APPLICANTS.csv --programmes PROGRAMMES.csv`, no database needed.

The same pure functions as the page. Bad input writes nothing but one line per problem and exits with 2.
"""

import argparse
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.admissions.cells import FLAGS, NUMBER, flag, number, whole
from lib.admissions.direct import category_of
from lib.admissions.eligibility import Demands, Evidence
from lib.admissions.ranking import rank
from lib.admissions.scores import (
    NO_POINTS,
    NOTICE_2023,
    SCHOOL_YEARS,
    TOP_GRADE,
    PointTable,
    Score,
    area_code,
    area_points,
    average,
    decimal_score,
    group_codes,
    group_points,
    hundredths,
)
from lib.admissions.values import Applicant, Criterion, Outcome, Programme, Ranking, Ties
from lib.core.errors import DomainError
from lib.core.i18n import N_, _
from lib.imports.lists import CsvList, Row, read_list
from lib.imports.outputs import NotWritten, tell, write_result

CHOICES = ("choice1", "choice2", "choice3")
APPLICANT_COLUMNS = ("id", *CHOICES, "grades", "ut", "ut_verified", "kv", "language_ok", "direct")
PROGRAMME_COLUMNS = ("code", "quota", "foreign_seats", "min_dxt", "language_required")
RESULT_COLUMNS = ("id", "status", "programme", "rank", "dxt", "ut_points", "kv_points", "dxh", "reason")
DONE, REFUSED = 0, 2


@dataclass(frozen=True)
class Grades:
    dxt: int | None = None
    grade12: int | None = None


def main(argv: list[str]) -> int:
    """Rank the files named in `argv`; return the exit code. `--help` and wrong options exit by themselves, also 2."""
    options = _parser().parse_args(argv)
    offer_list = read_list(options.programmes, PROGRAMME_COLUMNS)
    applicant_list = read_list(options.applicants, APPLICANT_COLUMNS)
    programmes = read_programmes(offer_list)
    applicants = read_applicants(applicant_list, {programme.code for programme in programmes})
    problems = [*offer_list.ordered_problems, *applicant_list.ordered_problems]
    if problems:
        tell(problems)
        return REFUSED
    ranking = rank(applicants, programmes, ties=options.ties, criteria=options.criteria)
    try:
        write_result(_table(ranking), options.output)
    except NotWritten as refusal:
        tell([refusal])
        return REFUSED
    tell([*offer_list.notes, *applicant_list.notes, *_notes(ranking)])
    return DONE


def read_programmes(listed: CsvList) -> list[Programme]:
    """Programmes of the round; what is wrong is noted on the list."""
    listed.check_unique("code")
    programmes = []
    for row in listed.rows:
        if not row.cells["quota"]:
            listed.reject(row, "quota", _("Thiếu chỉ tiêu. Hãy nhập một số nguyên từ 0 trở lên."))
        quota, foreign = (listed.value(row, column, whole, 0) for column in ("quota", "foreign_seats"))
        if foreign > quota:
            listed.reject(row, "foreign_seats", _("Lớn hơn chỉ tiêu {quota}. Hãy giảm bớt.").format(quota=quota))
        demands = Demands(
            min_dxt=listed.value(row, "min_dxt", _threshold, None),
            language_required=bool(listed.value(row, "language_required", flag, None)),
        )
        programmes.append(Programme(row.cells["code"], quota, foreign, demands=demands))
    return programmes


def read_applicants(listed: CsvList, codes: set[str], table: PointTable = NOTICE_2023) -> list[Applicant]:
    """Applicants of the round with their scores; what is wrong is noted on the list."""
    listed.check_unique("id")
    return [_applicant(listed, row, codes, table) for row in listed.rows]


def _applicant(listed: CsvList, row: Row, codes: set[str], table: PointTable) -> Applicant:
    grades = listed.value(row, "grades", _grades, Grades())
    verified = listed.value(row, "ut_verified", flag, None) is True
    score = Score(
        dxt=grades.dxt,
        group=listed.value(
            row, "ut", lambda text: group_points(group_codes(text), table, is_verified=verified), NO_POINTS
        ),
        area=listed.value(row, "kv", lambda text: area_points(area_code(text), table), NO_POINTS),
    )
    return Applicant(
        id=row.cells["id"],
        choices=_choices(listed, row, codes),
        score=score,
        evidence=Evidence(language_ok=listed.value(row, "language_ok", flag, None)),
        direct=_direct(listed, row),
        grade12=grades.grade12,
    )


def _choices(listed: CsvList, row: Row, codes: set[str]) -> tuple[str, ...]:
    chosen: list[str] = []
    if not row.cells["choice1"]:
        listed.reject(row, "choice1", _("Thiếu nguyện vọng 1. Hãy nhập mã ngành."))
    for column in CHOICES:
        code = row.cells[column]
        if code in chosen:
            listed.reject(row, column, _("Trùng với nguyện vọng trước. Hãy chọn ngành khác hoặc để trống."))
        elif code and code not in codes:
            listed.reject(row, column, _("Không có mã ngành này trong tệp ngành. Hãy sửa mã hoặc thêm ngành."))
        elif code:
            chosen.append(code)
    return tuple(chosen)


def _direct(listed: CsvList, row: Row) -> str:
    """A category of N II.5.2, or the words of one that staff verified under another text (told, not refused)."""
    words = row.cells["direct"]
    if not words or category_of(words):
        return words
    if words.lower() in FLAGS or NUMBER.fullmatch(words):
        listed.reject(row, "direct", _("Không phải diện tuyển thẳng. Hãy nhập mã diện, ví dụ hero, hoặc để trống."))
    else:
        mend = _("Không có mã diện này trong danh mục; vẫn giữ chỗ tuyển thẳng vì đã xác minh.")
        listed.note(row, "direct", mend)
    return words


def _grades(text: str) -> Grades:
    """ "7.0|7.4|7.8" for grades 10, 11 and 12, one value for the average alone, empty for none."""
    grades = [number(part.strip()) for part in text.split("|")] if text else []
    dxt = average(grades)
    return Grades(dxt, hundredths(grades[-1]) if len(grades) == SCHOOL_YEARS else None)


def _threshold(text: str) -> int | None:
    if not text:
        return None
    value = number(text)
    if value > TOP_GRADE or value * 100 % 1:
        raise DomainError(N_("Mức điểm tối thiểu cần nằm trong 0–10, nhiều nhất hai chữ số thập phân."))
    return hundredths(value)


def _table(ranking: Ranking) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(RESULT_COLUMNS)
    writer.writerows(_cells(outcome) for outcome in ranking.outcomes)
    return text.getvalue()


def _cells(outcome: Outcome) -> Sequence[object]:
    score = outcome.score
    return (
        outcome.id,
        outcome.status.value,
        outcome.programme,
        "" if outcome.rank is None else outcome.rank,
        "" if score.dxt is None else decimal_score(score.dxt),
        decimal_score(score.group.counted),
        decimal_score(score.area.counted),
        "" if score.dxh is None else decimal_score(score.dxh),
        " ".join(map(str, outcome.reasons)),
    )


def _notes(ranking: Ranking) -> Iterable[str]:
    """What the council must look at although the ranking stands."""
    for programme in ranking.programmes:
        if programme.tie is not None:
            yield _("Ngành {code}: {members} cùng ĐXH, còn {seats} chỉ tiêu; chờ Hội đồng quyết định.").format(
                code=programme.code, members=", ".join(programme.tie.members), seats=programme.tie.seats_left
            )
        if programme.over_quota:
            yield _("Ngành {code}: tuyển thẳng vượt chỉ tiêu {n} người. Hãy tăng chỉ tiêu hoặc đổi ngành.").format(
                code=programme.code, n=programme.over_quota
            )


def _criteria(text: str) -> tuple[Criterion, ...]:
    known = {"none": (), "dxt": (Criterion.DXT,), "dxt,grade12": (Criterion.DXT, Criterion.GRADE12)}
    if text not in known:
        raise argparse.ArgumentTypeError(_("cần một trong: {known}").format(known=" | ".join(known)))
    return known[text]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib rank", description=_("Xếp hạng xét tuyển từ tệp CSV."))
    parser.add_argument("applicants", type=Path, metavar="APPLICANTS.csv", help=", ".join(APPLICANT_COLUMNS))
    parser.add_argument(
        "--programmes", type=Path, required=True, metavar="PROGRAMMES.csv", help=", ".join(PROGRAMME_COLUMNS)
    )
    parser.add_argument("--ties", type=Ties, choices=list(Ties), default=Ties.COUNCIL)
    parser.add_argument("--criteria", type=_criteria, default="dxt", metavar="dxt[,grade12]|none")
    parser.add_argument("--output", type=Path, metavar="F")
    return parser
