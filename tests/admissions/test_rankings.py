"""A round is ranked from the database, the council decides among equals, and a kept ranking can be worked out again."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.admissions.dossiers import CIRCULAR_05_2021, RankingRules
from lib.admissions.rankings import commands, queries
from lib.admissions.rankings.rows import programme_rows, result_rows, waiting_claims
from lib.admissions.rounds.commands import save_rules
from lib.admissions.rounds.rules import RoundClosed
from lib.admissions.tables import Applicant, Offer, Round
from lib.admissions.values import Criterion, Status, Ties
from lib.audit.tables import AuditEntry
from lib.core.actor import Actor
from lib.core.errors import InvalidInput, NotAllowed
from lib.registry.tables import Programme
from tests.factories import admissions as make
from tests.factories import people

pytestmark = pytest.mark.database


@pytest.fixture
def staff(session: Session) -> Actor:
    return people.actor(session, "admissions")


@pytest.fixture
def trade(session: Session) -> Programme:
    return people.programme(session, name="Chăn nuôi", code="CN")


@pytest.fixture
def in_round(session: Session, trade: Programme) -> Round:
    """Two seats: A is above, B, C and D are equal, E is below and F is not eligible."""
    made = make.round_(session, name="Đợt 1")
    make.offer(session, made, trade, quota=3, foreign_seats=1, min_dxt=Decimal("6.5"))
    for code, average in (("A", "8.00"), ("B", "7.00"), ("C", "7.00"), ("D", "7.00"), ("E", "6.80"), ("F", "6.49")):
        make.applicant(session, made, trade, code=code, average=average, full_name=f"Lò Văn {code}")
    session.commit()
    return made


def statuses(session: Session, actor: Actor, round_id: int) -> dict[str, str]:
    ranking = queries.case(session, actor, round_id).rank()
    return {outcome.id: outcome.status.value for outcome in ranking.outcomes}


OPEN_TIE = {"A": "admitted", "B": "tie", "C": "tie", "D": "tie", "E": "not_admitted", "F": "ineligible"}


def test_equals_at_the_last_seat_wait_for_the_council(session: Session, staff: Actor, in_round: Round):
    case = queries.case(session, staff, in_round.id)
    ranking = case.rank()
    assert statuses(session, staff, in_round.id) == OPEN_TIE
    (programme,) = programme_rows(case, ranking)
    assert (programme.seats.left, programme.cutoff, programme.empty) == (2, Decimal("7.00"), 1)
    assert programme.tie is not None and programme.tie.members == ("B", "C", "D") and programme.tie.seats_left == 1
    below = next(row for row in result_rows(case, ranking) if row.code == "E")
    assert below.reasons == ("Ngành CN: ĐXH 6,80 thấp hơn điểm của người cuối cùng 7,00, thiếu 0,20 (N II.3).",)


def test_the_choice_of_the_council_decides_exactly_the_equals(session: Session, staff: Actor, in_round: Round):
    commands.record_council_choice(
        session, staff, round_id=in_round.id, programme="CN", chosen=["C"], minutes=" 05/BB-HĐTS "
    )
    after = statuses(session, staff, in_round.id)
    assert after == OPEN_TIE | {"C": "admitted", "B": "not_admitted", "D": "not_admitted"}
    (kept,) = queries.council_choices(session, staff, in_round.id)
    assert (kept.programme, kept.code, kept.minutes, kept.chosen_by) == ("CN", "C", "05/BB-HĐTS", staff.full_name)
    (entry,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "council.chosen"))
    assert entry.facts["among"] == ["B", "C", "D"] and entry.facts["minutes"] == "05/BB-HĐTS"
    with pytest.raises(commands.NothingToChoose):
        commands.record_council_choice(
            session, staff, round_id=in_round.id, programme="CN", chosen=["B"], minutes="06/BB"
        )


def test_a_choice_can_be_taken_back_while_the_round_is_open(
    session: Session, staff: Actor, in_round: Round, trade: Programme
):
    commands.record_council_choice(session, staff, round_id=in_round.id, programme="CN", chosen=["C"], minutes="05/BB")
    assert commands.withdraw_council_choice(session, staff, round_id=in_round.id, programme_id=trade.id) == 1
    assert statuses(session, staff, in_round.id) == OPEN_TIE
    commands.record_council_choice(session, staff, round_id=in_round.id, programme="CN", chosen=["D"], minutes="06/BB")
    in_round.status, in_round.closed_on = "closed", date(2023, 8, 21)
    session.flush()
    with pytest.raises(RoundClosed):
        commands.withdraw_council_choice(session, staff, round_id=in_round.id, programme_id=trade.id)
    assert statuses(session, staff, in_round.id)["D"] == "admitted"


@pytest.mark.parametrize(
    ("chosen", "minutes", "sentence"),
    [
        (["A"], "05/BB", "không thuộc nhóm bằng điểm"),
        (["B", "C"], "05/BB", "chỉ còn 1 chỉ tiêu"),
        (["B"], "  ", "số biên bản"),
        ([], "05/BB", "chọn thí sinh"),
    ],
)
def test_a_choice_that_the_block_does_not_allow_is_refused(
    session: Session, staff: Actor, in_round: Round, chosen: list[str], minutes: str, sentence: str
):
    with pytest.raises(InvalidInput, match=sentence):
        commands.record_council_choice(
            session, staff, round_id=in_round.id, programme="CN", chosen=chosen, minutes=minutes
        )
    assert queries.council_choices(session, staff, in_round.id) == []


def test_the_rules_of_the_round_are_used(session: Session, staff: Actor, in_round: Round):
    save_rules(session, staff, round_id=in_round.id, chosen=RankingRules(ties=Ties.ADMIT_ALL))
    assert statuses(session, staff, in_round.id) == OPEN_TIE | dict.fromkeys("BCD", "admitted")
    session.execute(sa.update(Applicant).where(Applicant.code.in_(["B", "C", "D"])).values(grade12=Decimal("7")))
    session.execute(sa.update(Applicant).where(Applicant.code == "C").values(grade12=Decimal("7.1")))
    by_grade = RankingRules(criteria=(Criterion.DXT, Criterion.GRADE12))
    save_rules(session, staff, round_id=in_round.id, chosen=by_grade)
    assert statuses(session, staff, in_round.id)["C"] == "admitted"


def test_the_table_of_area_points_is_a_preset_of_the_round(session: Session, staff: Actor, in_round: Round):
    session.execute(sa.update(Applicant).where(Applicant.code == "B").values(area="KV3"))
    assert statuses(session, staff, in_round.id)["B"] == "admitted"
    save_rules(session, staff, round_id=in_round.id, chosen=RankingRules(points=CIRCULAR_05_2021))
    assert statuses(session, staff, in_round.id) == OPEN_TIE


@pytest.mark.parametrize(
    ("facts", "status", "claim"),
    [
        ({"direct_category": "hero", "direct_verified": True}, Status.DIRECT, None),
        ({"direct_category": "hero"}, Status.ADMITTED, "unverified"),
        ({"direct_category": "policy_child", "direct_verified": True}, Status.ADMITTED, "wrong_level"),
        ({"direct_category": "severe_disability", "direct_verified": True}, Status.ADMITTED, "rector"),
        (
            {"direct_category": "severe_disability", "direct_verified": True, "direct_decision": "12/QĐ"},
            Status.DIRECT,
            None,
        ),
    ],
)
def test_direct_admission_needs_the_level_the_paper_and_where_asked_the_rector(
    session: Session, staff: Actor, in_round: Round, facts: dict[str, Any], status: Status, claim: str | None
):
    session.execute(sa.update(Applicant).where(Applicant.code == "A").values(**facts))
    case = queries.case(session, staff, in_round.id)
    assert next(one.status for one in case.rank().outcomes if one.id == "A") is status
    assert [(code, found.value) for code, found in waiting_claims(case)] == ([("A", claim)] if claim else [])


def test_a_kept_ranking_gives_the_same_again_whatever_happens_to_the_files(
    session: Session, staff: Actor, in_round: Round
):
    session.execute(sa.update(Applicant).where(Applicant.code == "A").values(ut_groups=["UT2", "UT1"], area="KV2-NT"))
    commands.record_council_choice(session, staff, round_id=in_round.id, programme="CN", chosen=["C"], minutes="05/BB")
    before = queries.case(session, staff, in_round.id).rank()
    run_id = commands.save_run(session, staff, round_id=in_round.id)
    session.execute(sa.update(Applicant).values(average=Decimal("9.99")))
    session.expire_all()
    kept = queries.run(session, staff, round_id=in_round.id, run_id=run_id)
    assert kept.case.rank() == before
    assert kept.is_repeatable
    assert [one["code"] for one in kept.results] == [outcome.id for outcome in before.outcomes]
    assert kept.results[0] == {
        "code": "A", "status": "admitted", "programme": "CN", "choice": 1, "rank": 1, "dxt": "8.00",
        "ut_counted": "0.00", "ut_potential": "2.00", "kv": "0.50", "dxh": "8.50",
        "reasons": [{"code": "group_unverified", "facts": {"value": "2.00"}}],
    }  # fmt: skip


def test_a_kept_ranking_that_was_tampered_with_is_noticed(session: Session, staff: Actor, in_round: Round):
    run_id = commands.save_run(session, staff, round_id=in_round.id)
    kept = queries.run(session, staff, round_id=in_round.id, run_id=run_id)
    kept.inputs["dossiers"][0]["average"] = "5.00"
    assert not kept.is_repeatable


def test_kept_rankings_are_listed_with_who_and_how_many_and_cannot_be_changed(
    session: Session, staff: Actor, in_round: Round
):
    first = commands.save_run(session, staff, round_id=in_round.id)
    session.execute(sa.update(Applicant).where(Applicant.code == "E").values(average=Decimal("6.81")))
    second = commands.save_run(session, staff, round_id=in_round.id)
    found = queries.runs(session, staff, in_round.id)
    assert [(one.id, one.saved_by) for one in found] == [(second, staff.full_name), (first, staff.full_name)]
    assert found[0].counts == {"admitted": 1, "tie": 3, "not_admitted": 1, "ineligible": 1}
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        session.execute(sa.text("DELETE FROM app.ranking_run"))


def test_keeping_the_very_same_ranking_again_adds_nothing(session: Session, staff: Actor, in_round: Round):
    first = commands.save_run(session, staff, round_id=in_round.id)
    assert commands.save_run(session, staff, round_id=in_round.id) == first
    assert len(queries.runs(session, staff, in_round.id)) == 1


def test_an_empty_round_is_not_kept(session: Session, staff: Actor):
    with pytest.raises(InvalidInput, match="chưa có hồ sơ"):
        commands.save_run(session, staff, round_id=make.round_(session).id)


@pytest.mark.parametrize("role", ["admin", "student_affairs", "faculty", "media", "union", "finance", "leadership"])
def test_other_roles_decide_nothing(session: Session, in_round: Round, trade: Programme, role: str):
    other = people.actor(session, role)
    for refused in (
        lambda: commands.save_run(session, other, round_id=in_round.id),
        lambda: commands.record_council_choice(
            session, other, round_id=in_round.id, programme="CN", chosen=["B"], minutes="1"
        ),
        lambda: commands.withdraw_council_choice(session, other, round_id=in_round.id, programme_id=trade.id),
    ):
        with pytest.raises(NotAllowed):
            refused()
    if role != "leadership":
        with pytest.raises(NotAllowed):
            commands.export(session, other, round_id=in_round.id, kind="public")


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_the_workbook_holds_every_result_its_reasons_and_ids_as_texts(session: Session, staff: Actor, in_round: Round):
    session.execute(
        sa.update(Applicant)
        .where(Applicant.code == "A")
        .values(citizen_id="014305001234", phone="+84981234567", full_name="=1+1", area="KV1", ethnicity="thai")
    )
    found = sheets(commands.export(session, staff, round_id=in_round.id, kind="results"))
    everybody = found["Kết quả"]
    heading = next(at for at, row in enumerate(everybody) if row[0] == "STT")
    rows = [dict(zip(everybody[heading], row, strict=True)) for row in everybody[heading + 1 :]]
    first = rows[0]
    assert [row["Mã hồ sơ"] for row in rows] == ["A", "B", "C", "D", "E", "F"]
    assert (first["Họ và tên"], first["Số định danh"], first["Điện thoại"]) == ("=1+1", "014305001234", "0981 234 567")
    assert (first["ĐXT"], first["UTKV"], first["ĐXH"], first["Kết quả"]) == (8, 0.75, 8.75, "Trúng tuyển")
    book = openpyxl.load_workbook(io.BytesIO(commands.export(session, staff, round_id=in_round.id, kind="results")))
    cell = book["Kết quả"].cell(heading + 2, everybody[heading].index("ĐXH") + 1)
    name = book["Kết quả"].cell(heading + 2, everybody[heading].index("Họ và tên") + 1)
    assert cell.number_format == "0.00##" and name.data_type == "s"
    assert found["Lý do"][-2][:3] == ["E", "Lò Văn E", "Không trúng tuyển"]
    assert "thiếu 0,20" in found["Lý do"][-2][3]
    assert found["Theo ngành"][1][:8] == ["CN", "Chăn nuôi", "Cao đẳng", 3, 1, 0, 0, 2]


def test_the_public_list_tells_nothing_but_who_is_admitted_where(session: Session, staff: Actor, in_round: Round):
    session.execute(
        sa.update(Applicant).values(
            citizen_id="014305001234", phone="+84981234567", ethnicity="thai", born_on=date(2005, 4, 5)
        )
    )
    session.execute(
        sa.update(Applicant).where(Applicant.code == "F").values(direct_category="hero", direct_verified=True)
    )
    session.execute(sa.update(Offer).values(quota=4))
    found = sheets(commands.export(session, staff, round_id=in_round.id, kind="public"))
    told = " ".join(str(value) for rows in found.values() for row in rows for value in row if value is not None)
    assert "Lò Văn A" in told and "Lò Văn F" in told and "Lò Văn E" not in told
    for private in ("014305001234", "981", "Thái", "2005", "Anh hùng", "Tuyển thẳng", "N II", "Lò Văn B"):
        assert private not in told
    assert "Dự kiến" in told
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "ranking.exported")).one()
    assert (entry.facts, entry.account_id) == ({"kind": "public", "rows": 6}, staff.user_id)
