"""A list of applicants, as the office keeps it, comes into a round."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.applicants import commands, queries
from lib.admissions.applicants.sheet import SPEC, sheet_of
from lib.admissions.rankings import queries as rankings
from lib.admissions.rounds import queries as rounds
from lib.admissions.rounds.commands import close_round
from lib.admissions.rounds.rules import RoundClosed
from lib.admissions.tables import Applicant, Offer, Round
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.database import transaction
from lib.core.errors import Conflict, NotAllowed
from lib.imports.commands import Outcome, bring_in
from lib.imports.previews import Preview
from lib.imports.reading import read_workbook
from lib.imports.sheets import read_rows
from lib.imports.templates import template
from lib.imports.workbook import Workbook
from lib.registry.tables import Programme
from tests.factories import admissions as make
from tests.factories import people

pytestmark = pytest.mark.database


@pytest.fixture
def staff(session: Session) -> Actor:
    return people.actor(session, "admissions")


@pytest.fixture
def trade(session: Session) -> Programme:
    return people.programme(session, name="Chăn nuôi", code="6620119")


@pytest.fixture
def in_round(session: Session, trade: Programme) -> Round:
    made = make.round_(session, name="Đợt 1")
    make.offer(session, made, trade)
    make.offer(session, made, people.programme(session, name="Thú y", code="6640101"))
    make.offer(session, made, people.programme(session, name="Thú y", code="5640101", level="intermediate"))
    session.commit()
    return made


def previewed(session: Session, in_round: Round, data: bytes, name: str = "ts.xlsx") -> tuple[Workbook, Preview]:
    workbook = read_workbook(data, name)
    return workbook, read_rows(workbook, sheet_of(in_round.id, rounds.offers(session, in_round.id)))


def imported(
    session: Session, actor: Actor, in_round: Round, *rows: Mapping[str, object], **options: object
) -> Outcome:
    workbook, preview = previewed(session, in_round, make.sheet(*rows, **options))
    with transaction() as writing:
        return bring_in(
            writing, actor, workbook=workbook, preview=preview, apply=partial(commands.apply, round_id=in_round.id)
        )


def row(**changes: object) -> dict[str, object]:
    """A good row; keys are parts of headings with _ for spaces, so `Nguyện_vọng_1`."""
    return make.PLAIN | {"Nguyện vọng 1": "6620119"} | {name.replace("_", " "): v for name, v in changes.items()}


def problems(session: Session, in_round: Round, **changes: object) -> list[str]:
    _workbook, preview = previewed(session, in_round, make.sheet(row(**changes)))
    return [str(problem) for failed in preview.failed for problem in failed.problems]


def test_a_sheet_with_damaged_cells_becomes_whole_files(session: Session, staff: Actor, in_round: Round):
    outcome = imported(
        session, staff, in_round,
        row(
            Họ_và_tên="LÒ THỊ HƯƠNG", Số_định_danh=14305001234, Điện_thoại=981234567, ĐTB_lớp_10="7,05",
            Đối_tượng_ưu_tiên="ut2, UT1", Nguyện_vọng_1="chăn nuôi", Nguyện_vọng_2="Thú y (Trung cấp)",
            Nguyện_vọng_3="6640101", **{"Minh chứng ưu tiên (đã kiểm tra)": "x", "Ngoại ngữ đạt bậc 1/6": "Không"},
        ),
    )  # fmt: skip
    assert outcome.counts == {"new": 1, "update": 0, "unchanged": 0, "refused": 0, "failed": 0}
    (card,) = queries.cards(session, staff, in_round.id)
    assert (card.born_on, card.sex, card.ethnicity, card.citizen_id, card.phone) == (
        date(2005, 4, 5), "female", "thai", "014305001234", "+84981234567",
    )  # fmt: skip
    file = card.dossier
    assert file.full_name == "Lò Thị Hương"
    assert file.grades == (Decimal("7.05"), Decimal("7.40"), Decimal("7.80"))
    assert (file.ut_groups, file.ut_verified, file.area, file.language_ok) == (("UT1", "UT2"), True, "KV1", False)
    assert file.choices == ("6620119", "5640101", "6640101")


def test_headings_without_accents_are_understood(session: Session, staff: Actor, in_round: Round):
    plain = {"Ma ho so": "TS9", "HO TEN": "Vi Van Nam", "DTB chung": "6,5", "NV1": "Thú y (Cao đẳng)", "KV": "2-NT"}
    workbook, preview = previewed(session, in_round, make.sheet(plain, headings=tuple(plain)))
    assert preview.missing == () and not preview.failed
    with transaction() as writing:
        commands.apply(writing, staff, preview, workbook.file_name, round_id=in_round.id)
    (file,) = queries.dossiers(session, staff, in_round.id)
    assert (file.code, file.average, file.area, file.choices) == ("TS9", Decimal("6.500"), "KV2-NT", ("6640101",))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Nguyện_vọng_1": "Thú y"}, "không có trong danh sách"),
        ({"Nguyện_vọng_1": "Hàn"}, "6620119 – Chăn nuôi"),
        ({"Nguyện_vọng_2": "Chăn nuôi"}, "Trùng với nguyện vọng trước"),
        ({"Nguyện_vọng_1": None}, "Thiếu dữ liệu"),
        ({"ĐTB_lớp_10": 11}, "từ 0 đến 10"),
        ({"ĐTB_lớp_10": "7,055"}, "hơn 2 chữ số thập phân"),
        ({"ĐTB_lớp_11": None}, "Thiếu điểm của lớp này"),
        ({"ĐTB_chung": 9}, "Không khớp với trung bình ba năm là 7,40"),
        ({"Đối_tượng_ưu_tiên": "UT3"}, "UT1+UT2"),
        ({"Khu_vực": "KV4"}, "KV2-NT"),
        ({"Ngày_sinh": "31/02/2005"}, "không có trong lịch"),
        ({"Dân_tộc": "Xá Khao"}, "Hãy ghi rõ"),
        ({"Số_định_danh": "1,43E+10"}, "mất chữ số"),
        ({"Tuyển_thẳng_diện": "diện 9"}, "không có trong danh sách"),
    ],
)
def test_each_wrong_cell_is_named_with_its_mend(
    session: Session, in_round: Round, changes: dict[str, object], sentence: str
):
    (found,) = problems(session, in_round, **changes)
    assert sentence in found


def test_the_same_list_again_changes_nothing(session: Session, staff: Actor, in_round: Round):
    both = [row(), row(Mã_hồ_sơ="TS2", Đối_tượng_ưu_tiên="UT1", Tuyển_thẳng_diện="7")]
    imported(session, staff, in_round, *both)
    before = [tuple(one) for one in session.execute(sa.select(Applicant.__table__).order_by(Applicant.id))]
    again = imported(session, staff, in_round, *both, headings=(*make.HEADINGS, "Ghi chú"))
    assert again.counts == {"new": 0, "update": 0, "unchanged": 2, "refused": 0, "failed": 0}
    assert [tuple(one) for one in session.execute(sa.select(Applicant.__table__).order_by(Applicant.id))] == before


def test_another_list_changes_known_files_by_their_code_and_keeps_what_it_leaves_blank(
    session: Session, staff: Actor, in_round: Round
):
    imported(session, staff, in_round, row(Điện_thoại="0981234567"))
    outcome = imported(session, staff, in_round, row(ĐTB_lớp_12="8,0", Điện_thoại=None, Nguyện_vọng_2="6640101"))
    (verdict,) = outcome.verdicts
    assert verdict.state == "update"
    assert verdict.reason == "ĐTB lớp 12: «7,80» thành «8,00»; Nguyện vọng: «6620119» thành «6620119, 6640101»"
    (card,) = queries.cards(session, staff, in_round.id)
    assert card.phone == "+84981234567"
    assert (card.dossier.grade12, card.dossier.choices) == (Decimal("8.00"), ("6620119", "6640101"))
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "applicant.changed"))
    assert entry.facts["changes"]["grade12"] == ["7.80", "8.0"]


def test_a_claim_that_changes_must_be_checked_again(session: Session, staff: Actor, in_round: Round):
    verified = {"Minh chứng ưu tiên (đã kiểm tra)": "Có", "Minh chứng tuyển thẳng": "Có"}
    imported(session, staff, in_round, row(Đối_tượng_ưu_tiên="UT2", Tuyển_thẳng_diện="hero", **verified))
    outcome = imported(session, staff, in_round, row(Đối_tượng_ưu_tiên="UT1", Tuyển_thẳng_diện="4"))
    (file,) = queries.dossiers(session, staff, in_round.id)
    assert (file.ut_groups, file.ut_verified) == (("UT1",), False)
    assert (file.direct_category, file.direct_verified) == ("severe_disability", False)
    assert len(outcome.verdicts[0].notes) == 2


def test_one_person_with_two_files_is_pointed_out(session: Session, staff: Actor, in_round: Round):
    imported(session, staff, in_round, row(Số_định_danh="014305001234"))
    outcome = imported(session, staff, in_round, row(Mã_hồ_sơ="TS2", Số_định_danh="014305001234"))
    assert outcome.verdicts[0].notes == ("Số định danh trùng với hồ sơ TS1.",)


def test_the_same_file_may_come_into_another_round(session: Session, staff: Actor, in_round: Round, trade: Programme):
    second = make.round_(session, name="Đợt 2")
    make.offer(session, second, trade)
    session.commit()
    assert imported(session, staff, in_round, row()).counts["new"] == 1
    assert imported(session, staff, second, row()).counts["new"] == 1


def test_a_closed_round_takes_no_list_and_no_evidence(session: Session, staff: Actor, in_round: Round):
    imported(session, staff, in_round, row())
    close_round(session, staff, round_id=in_round.id)
    session.commit()
    with pytest.raises(RoundClosed, match="«Đợt 1» đã khoá sổ ngày"):
        imported(session, staff, in_round, row(ĐTB_lớp_12="9"))
    _workbook, preview = previewed(session, in_round, make.sheet(row()))
    with pytest.raises(RoundClosed):
        commands.describe(session, staff, preview, "", round_id=in_round.id)
    (card,) = queries.cards(session, staff, in_round.id)
    with pytest.raises(RoundClosed):
        evidence(session, staff, in_round, card.id)


def test_a_list_for_a_programme_withdrawn_meanwhile_is_refused(session: Session, staff: Actor, in_round: Round):
    workbook, preview = previewed(session, in_round, make.sheet(row(Nguyện_vọng_1="6640101")))
    withdrawn = sa.select(Programme.id).where(Programme.code == "6640101")
    session.execute(sa.delete(Offer).where(Offer.programme_id.in_(withdrawn)))
    with pytest.raises(commands.NotOffered):
        commands.apply(session, staff, preview, workbook.file_name, round_id=in_round.id)


def evidence(session: Session, actor: Actor, in_round: Round, applicant_id: int, **seen: object) -> str:
    plain = {"ut_verified": False, "language_ok": None, "direct_verified": False, "direct_decision": ""}
    return commands.save_evidence(session, actor, round_id=in_round.id, applicant_id=applicant_id, **(plain | seen))


def test_evidence_of_one_file_is_kept_with_old_and_new_value(
    session: Session, staff: Actor, in_round: Round, trade: Programme
):
    made = make.applicant(session, in_round, trade, ut_groups=["UT1"], direct_category="poor_district")
    evidence(session, staff, in_round, made.id, ut_verified=True, direct_verified=True, direct_decision=" 12/QĐ ")
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "applicant.evidence"))
    assert entry.facts["changes"] == {
        "ut_verified": [False, True],
        "direct_verified": [False, True],
        "direct_decision": [None, "12/QĐ"],
    }
    file = queries.card(session, staff, round_id=in_round.id, applicant_id=made.id).dossier
    assert (file.ut_verified, file.language_ok, file.direct_decision) == (True, None, "12/QĐ")


def test_evidence_that_somebody_else_saved_meanwhile_is_not_undone(
    session: Session, staff: Actor, in_round: Round, trade: Programme
):
    made = make.applicant(session, in_round, trade, ut_groups=["UT1"])
    shown = {"ut_verified": False, "language_ok": None, "direct_verified": False, "direct_decision": None}
    evidence(session, staff, in_round, made.id, ut_verified=True, before=shown)
    with pytest.raises(Conflict):
        evidence(session, staff, in_round, made.id, language_ok=True, before=shown)
    evidence(
        session, staff, in_round, made.id, ut_verified=True, language_ok=True, before=shown | {"ut_verified": True}
    )
    file = queries.card(session, staff, round_id=in_round.id, applicant_id=made.id).dossier
    assert (file.ut_verified, file.language_ok) == (True, True)


def test_a_file_of_another_round_is_not_found(session: Session, staff: Actor, in_round: Round, trade: Programme):
    elsewhere = make.applicant(session, make.round_(session), trade)
    with pytest.raises(queries.ApplicantGone):
        evidence(session, staff, in_round, elsewhere.id, ut_verified=True)
    with pytest.raises(queries.ApplicantGone):
        queries.card(session, staff, round_id=in_round.id, applicant_id=elsewhere.id)


@pytest.mark.parametrize("role", ["admin", "student_affairs", "faculty", "media", "union", "finance", "leadership"])
def test_other_roles_cannot_change_files(session: Session, in_round: Round, trade: Programme, role: str):
    other = people.actor(session, role)
    made = make.applicant(session, in_round, trade)
    with pytest.raises(NotAllowed):
        evidence(session, other, in_round, made.id, ut_verified=True)
    with pytest.raises(NotAllowed):
        commands.save_applicants(session, other, round_id=in_round.id, rows=[], source="")
    if role != "leadership":
        with pytest.raises(NotAllowed):
            queries.search(session, other, round_id=in_round.id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 3),
        ("huong", 1),
        ("HƯƠNG", 1),
        ("lo thi", 1),
        ("ts0", 3),
        ("0981 234", 1),
        ("014305", 1),
        ("%", 0),
        ("_", 0),
    ],
)
def test_files_are_found_by_any_part_of_name_code_phone_and_number(
    session: Session, staff: Actor, in_round: Round, trade: Programme, text: str, found: int
):
    make.applicant(session, in_round, trade, code="TS01", full_name="Lò Thị Hương", phone="+84981234567")
    make.applicant(session, in_round, trade, code="TS02", full_name="Đỗ Văn Đức", citizen_id="014305001234")
    make.applicant(session, in_round, trade, code="TS03", full_name="Vì Văn Nam")
    assert queries.search(session, staff, round_id=in_round.id, text=text).total == found


def test_the_template_can_be_filled_in_and_read_again(session: Session, in_round: Round):
    for spec in (SPEC, sheet_of(in_round.id, rounds.offers(session, in_round.id))):
        preview = read_rows(read_workbook(template(spec), "mau.xlsx"), spec, sheet="Danh sách thí sinh")
        assert preview.missing == () and preview.unmatched == ()
        assert {column.field for column in preview.headings.columns} == {field.key for field in spec.fields}


def test_large_lists_take_few_statements(session: Session, staff: Actor, in_round: Round):
    offered = [offer.programme_id for offer in rounds.offers(session, in_round.id)]
    facts = {"full_name": "Lò Văn Đức", "average": Decimal("7.5"), "ut_groups": ("UT1",)}
    many = [commands.ApplicantRow(n, f"TS{n:05d}", facts, tuple(offered[:2])) for n in range(1200)]
    with statements(session) as made:
        commands.save_applicants(session, staff, round_id=in_round.id, rows=many, source="x")
    assert len(made) < 20
    other = [commands.ApplicantRow(n, f"TS{n:05d}", {"area": "KV1"}, tuple(offered[:1])) for n in range(1200)]
    with statements(session) as made:
        decisions = commands.save_applicants(session, staff, round_id=in_round.id, rows=other, source="x")
    assert {one.state for one in decisions} == {"update"}
    assert len(made) < 20
    with statements(session) as made:
        case = rankings.case(session, staff, in_round.id)
    assert len(case.dossiers) == 1200 and {one.area for one in case.dossiers} == {"KV1"}
    assert len(made) == 4


class statements:
    """The statements that a session sends inside the block; those sent in one batch count once."""

    def __init__(self, session: Session) -> None:
        self.connection = session.connection()
        self.made: list[str] = []

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.made.append(statement)

    def __enter__(self) -> list[str]:
        sa.event.listen(self.connection, "before_cursor_execute", self._note)
        return self.made

    def __exit__(self, *_problem: object) -> None:
        sa.event.remove(self.connection, "before_cursor_execute", self._note)
