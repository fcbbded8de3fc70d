"""The ranking as Excel workbooks: the whole result for the office, and the list that may be published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lib.admissions.applicants.queries import ApplicantCard
from lib.admissions.applicants.verdicts import shown
from lib.admissions.dossiers import RoundCase
from lib.admissions.rankings.queries import CouncilRow
from lib.admissions.rankings.rows import ProgrammeRow, ResultRow, programme_rows, result_rows
from lib.admissions.rounds.queries import RoundRow
from lib.admissions.values import Ranking, Status
from lib.core import formats
from lib.core.i18n import _
from lib.imports.exports import ExportColumn, Table, to_xlsx
from lib.registry.identifiers import shown_phone
from lib.registry.tables import LEVEL_LABELS, Level

ADMITTED = (Status.DIRECT, Status.ADMITTED)


@dataclass(frozen=True)
class RoundResult:
    """A ranked round with what the files say of the people; `cards` are by file code."""

    round_: RoundRow
    case: RoundCase
    ranking: Ranking
    cards: Mapping[str, ApplicantCard]
    council: Sequence[CouncilRow]
    made_at: datetime


def results(found: RoundResult) -> bytes:
    """Sheets: everybody with scores, the programmes, one line for each reason, the council's choices."""
    rows = result_rows(found.case, found.ranking)
    return to_xlsx(
        {
            _("Kết quả"): _everybody(found, rows),
            _("Theo ngành"): _programmes(found),
            _("Lý do"): _reasons(rows),
            _("Hội đồng chọn"): _council(found.council),
        }
    )


def public_list(found: RoundResult) -> bytes:
    """Who is admitted where, without scores, identity number, phone, ethnic group or reason; and the cut-offs.

    Direct admissions stand among the others: the category would tell of health, family or origin.
    """
    rows = [row for row in result_rows(found.case, found.ranking) if row.status in ADMITTED]
    people = sorted(rows, key=lambda row: (row.programme, row.code))
    columns = tuple(map(ExportColumn, (_("STT"), _("Mã hồ sơ"), _("Họ và tên"), _("Mã ngành"), _("Ngành"))))
    listed = ((n, row.code, row.full_name, row.programme, row.programme_name) for n, row in enumerate(people, start=1))
    title = [_("DANH SÁCH THÍ SINH TRÚNG TUYỂN"), *_title(found)]
    if any(programme.tie for programme in found.ranking.programmes):
        title.append(_("Dự kiến: còn nhóm bằng điểm chờ Hội đồng tuyển sinh quyết định."))
    cutoffs = (
        (one.code, one.name, _level(one.level), sum(one.counts[status] for status in ADMITTED), one.cutoff)
        for one in programme_rows(found.case, found.ranking)
    )
    headings = (_("Mã ngành"), _("Ngành"), _("Trình độ"), _("Số trúng tuyển"))
    return to_xlsx(
        {
            _("Danh sách trúng tuyển"): Table(columns, listed, tuple(title)),
            _("Điểm trúng tuyển"): Table(
                (*map(ExportColumn, headings), ExportColumn(_("ĐXH của người cuối cùng"), "decimal")), cutoffs
            ),
        }
    )


def _title(found: RoundResult) -> tuple[str, ...]:
    return (
        _("{name} năm {year}").format(name=found.round_.name, year=found.round_.year),
        _("Lập lúc {moment}").format(moment=formats.moment(found.made_at)),
    )


def _everybody(found: RoundResult, rows: Sequence[ResultRow]) -> Table:
    columns = (
        ExportColumn(_("STT")),
        ExportColumn(_("Mã hồ sơ"), "text"),
        ExportColumn(_("Họ và tên"), "text", 26),
        ExportColumn(_("Ngày sinh")),
        ExportColumn(_("Giới tính")),
        ExportColumn(_("Dân tộc")),
        ExportColumn(_("Số định danh"), "text"),
        ExportColumn(_("Điện thoại"), "text"),
        ExportColumn(_("Mã ngành"), "text"),
        ExportColumn(_("Ngành"), width=26),
        ExportColumn(_("Nguyện vọng")),
        ExportColumn(_("Hạng")),
        ExportColumn(_("ĐXT"), "decimal"),
        ExportColumn(_("UTĐT"), "decimal"),
        ExportColumn(_("UTĐT chưa tính"), "decimal"),
        ExportColumn(_("UTKV"), "decimal"),
        ExportColumn(_("ĐXH"), "decimal"),
        ExportColumn(_("Kết quả"), width=24),
    )
    lines = (_line(n, row, found.cards[row.code]) for n, row in enumerate(rows, start=1))
    return Table(columns, lines, (_("KẾT QUẢ XÉT TUYỂN"), *_title(found)))


def _line(number: int, row: ResultRow, card: ApplicantCard) -> tuple[object, ...]:
    return (
        number,
        row.code,
        row.full_name,
        card.born_on,
        shown("sex", card.sex, {}),
        shown("ethnicity", card.ethnicity, {}),
        card.citizen_id,
        shown_phone(card.phone) if card.phone else None,
        row.programme,
        row.programme_name,
        row.choice,
        row.rank,
        row.dxt,
        row.ut,
        row.ut_waiting,
        row.kv,
        row.dxh,
        _(row.status.label),
    )


def _programmes(found: RoundResult) -> Table:
    headings = (
        _("Mã ngành"),
        _("Ngành"),
        _("Trình độ"),
        _("Chỉ tiêu"),
        _("Lưu học sinh"),
        _("Tuyển thẳng"),
        _("Đã nhận"),
        _("Còn xếp hạng"),
        *(_(status.label) for status in Status if status is not Status.DIRECT),
        _("Chỗ trống"),
    )
    columns = (*map(ExportColumn, headings), ExportColumn(_("ĐXH của người cuối cùng"), "decimal"))
    rows = (_programme_line(one) for one in programme_rows(found.case, found.ranking))
    points = found.case.rules.points
    footer = _("Điểm ưu tiên theo {source}. Ngưỡng ngành được xét trên ĐXT, chưa cộng điểm ưu tiên.").format(
        source=points.source
    )
    return Table(columns, rows, footer=(footer,))


def _programme_line(one: ProgrammeRow) -> tuple[object, ...]:
    counts = (one.counts[status] for status in Status if status is not Status.DIRECT)
    seats = (one.seats.quota, one.seats.foreign, one.seats.direct, one.seats.taken, one.seats.left)
    return one.code, one.name, _level(one.level), *seats, *counts, one.empty, one.cutoff


def _reasons(rows: Sequence[ResultRow]) -> Table:
    columns = (
        ExportColumn(_("Mã hồ sơ"), "text"),
        ExportColumn(_("Họ và tên"), width=26),
        ExportColumn(_("Kết quả"), width=24),
        ExportColumn(_("Lý do"), width=90),
    )
    return Table(columns, _reason_lines(rows))


def _reason_lines(rows: Sequence[ResultRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        for reason in row.reasons:
            yield row.code, row.full_name, _(row.status.label), reason


def _council(council: Sequence[CouncilRow]) -> Table:
    headings = (_("Mã ngành"), _("Mã hồ sơ"), _("Họ và tên"), _("Biên bản"), _("Người ghi"), _("Lúc"))
    rows = (
        (one.programme, one.code, one.full_name, one.minutes, one.chosen_by, one.created_at) for one in council
    )  # fmt: skip
    return Table(tuple(map(ExportColumn, headings)), rows)


def _level(level: str) -> str:
    return _(LEVEL_LABELS[Level(level)])
