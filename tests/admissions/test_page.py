"""The admissions page as each role sees it and uses it."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES
from lib.admissions.rankings import queries as rankings
from lib.admissions.rounds import queries as rounds
from lib.admissions.tables import Applicant, CouncilChoice, Offer, RankingRun, Round
from lib.audit.tables import AuditEntry
from lib.core import clock
from lib.core.actor import Actor
from lib.registry.tables import Programme
from tests.app import open_app
from tests.factories import admissions as make
from tests.factories import people

pytestmark = pytest.mark.database

TABS = {"rounds": "Đợt và chỉ tiêu", "files": "Hồ sơ", "ranking": "Xếp hạng"}


@pytest.fixture
def staff(session: Session) -> Actor:
    return people.actor(session, "admissions")


@pytest.fixture
def trade(session: Session) -> Programme:
    return people.programme(session, name="Chăn nuôi", code="CN")


@pytest.fixture
def in_round(session: Session, trade: Programme) -> Round:
    """One seat and two equals above somebody who is not eligible."""
    made = make.round_(session, name="Đợt 1")
    make.offer(session, made, trade, quota=1, min_dxt=Decimal("6.5"))
    make.applicant(session, made, trade, code="A", full_name="Lò Thị *An*", ut_groups=["UT1"], area="KV1")
    make.applicant(session, made, trade, code="B", full_name="Vì Văn Bình", area="KV1", phone="+84981234567")
    make.applicant(session, made, trade, code="C", full_name="Đỗ Văn Cường", average="6.00")
    session.commit()
    return made


def page(session: Session, actor: Actor, tab: str = "rounds") -> AppTest:
    at = open_app(session, actor, "admissions")
    assert not at.exception
    return go_to(at, tab)


def go_to(at: AppTest, tab: str) -> AppTest:
    at.session_state["admissions.tab"] = TABS[tab]
    at.run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    elements = (*at.error, *at.warning, *at.info, *at.success, *at.text, *at.caption, *at.markdown, *at.toast)
    return "\n".join(str(element.value) for element in elements)


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def press(at: AppTest, key: str) -> None:
    """Click the button whose key begins so; the rest of the key changes with every saved form."""
    next(button for button in at.button if str(button.key).startswith(key)).click().run()


ROLES_IN = [role for role in ROLES if ROLES[role].permissions & set(PAGE_PERMISSIONS["admissions"])]


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(ROLES_IN)))
def test_a_role_without_the_right_is_refused_at_the_door(session: Session, in_round: Round, role: str):
    at = open_app(session, people.actor(session, role), "admissions")
    assert "Tuyển sinh" not in [title.value for title in at.title]
    assert not at.dataframe and not at.text_input


@pytest.mark.parametrize("role", ROLES_IN)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_who_may_see_it(session: Session, in_round: Round, role: str, tab: str):
    at = page(session, people.actor(session, role), tab)
    assert at.dataframe or at.get("data_editor")
    assert not at.error


@pytest.mark.parametrize("role", ROLES_IN)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_what_to_do_first_while_there_is_nothing(session: Session, role: str, tab: str):
    at = page(session, people.actor(session, role), tab)
    assert "Chưa có đợt tuyển sinh nào" in said(at)


def test_leadership_sees_everything_and_changes_nothing(session: Session, in_round: Round):
    leader = people.actor(session, "leadership")
    rounds_tab = page(session, leader, "rounds")
    files = go_to(rounds_tab, "files")
    ids = {code: id_ for id_, code in session.execute(sa.select(Applicant.id, Applicant.code))}
    files.selectbox(key="admissions.applicants.opened").select(ids["A"]).run()
    assert not files.exception
    ranking = go_to(files, "ranking")
    for at in (rounds_tab, files, ranking):
        assert {key for key in keys(at) if key.startswith("admissions.")} <= {
            "admissions.export.results",
            "admissions.export.public",
        }
        assert not at.file_uploader
        assert not at.checkbox


def test_the_first_round_is_suggested_and_added_once(session: Session, staff: Actor, trade: Programme):
    session.commit()
    at = page(session, staff)
    year = clock.today().year
    assert at.text_input(key=f"admissions.new_round.{year}.0.name").value == "Đợt 1"
    assert at.date_input(key=f"admissions.new_round.{year}.0.closes").value == date(year, 8, 20)
    press(at, "admissions.new_round.save.")
    assert not at.exception and not at.error
    (made,) = rounds.rounds(session, staff)
    assert (made.name, made.opens_on, made.closes_on) == ("Đợt 1", date(year, 8, 1), date(year, 8, 20))
    assert at.session_state["admissions.round"] == made.id
    assert at.text_input(key=f"admissions.new_round.{year}.1.name").value == "Đợt 2"
    assert at.date_input(key=f"admissions.new_round.{year}.1.opens").value == date(year, 8, 21)


def test_offers_are_typed_into_the_grid(session: Session, staff: Actor, in_round: Round, trade: Programme):
    at = page(session, staff)
    assert "Toàn đợt: 1 chỉ tiêu − 0 lưu học sinh − 0 tuyển thẳng − 0 đã nhận = 1 còn xếp hạng." in said(at)
    at.session_state[f"admissions.offers.{in_round.id}"] = {
        "edited_rows": {0: {"quota": 5, "foreign_seats": 1, "min_dxt": 6.55}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at.button(key="admissions.offers.save").click().run()
    assert not at.exception and not at.error
    session.expire_all()
    offer = session.scalars(sa.select(Offer)).one()
    assert (offer.quota, offer.foreign_seats, offer.min_dxt) == (5, 1, Decimal("6.55"))
    assert "= 4 còn xếp hạng" in said(at)


def test_a_round_is_closed_and_opened_again(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff)
    at.button(key="admissions.close").click().run()
    assert not at.exception and "admissions.offers.save" not in keys(at)
    go_to(at, "files")
    at.segmented_control(key="admissions.applicants.mode").set_value("import").run()
    assert "đã khoá sổ ngày" in said(at) and not at.file_uploader
    go_to(at, "ranking")
    assert "admissions.rules.save" not in keys(at) and "admissions.keep.save" in keys(at)
    go_to(at, "rounds").button(key="admissions.reopen").click().run()
    assert "admissions.offers.save" in keys(at)


def test_a_list_is_brought_in_through_the_page(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "files")
    at.segmented_control(key="admissions.applicants.mode").set_value("import").run()
    good = make.PLAIN | {"Nguyện vọng 1": "Chăn nuôi", "Số định danh": 14305001234}
    bad = good | {"Mã hồ sơ": "TS2", "Khu vực": "KV9", "Số định danh": None}
    at.file_uploader[0].upload("thí sinh.xlsx", make.sheet(good, bad)).run(timeout=60)
    assert not at.exception and not at.error
    press(at, f"admissions.import.{in_round.id}.save.")
    assert not at.exception and not at.error
    codes = set(session.scalars(sa.select(Applicant.code).where(Applicant.round_id == in_round.id)))
    assert codes == {"A", "B", "C", "TS1"}
    assert "1 dòng chưa nhập được" in said(at)


def test_a_card_tells_points_that_wait_every_reason_and_takes_evidence(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "files")
    at.text_input(key="admissions.applicants.search").set_value("an").run()
    file = session.scalars(sa.select(Applicant).where(Applicant.code == "A")).one()
    at.selectbox(key="admissions.applicants.opened").select(file.id).run()
    assert not at.exception
    told = "\n".join(frame.value.to_string() for frame in at.dataframe)
    assert "Ưu tiên đối tượng (chưa tính)" in told and "9,75" in told and "7,75" in told
    form = f"admissions.evidence.{file.id}.False.None.False.None"  # a form of the file as it stands
    at.checkbox(key=f"{form}.ut_verified").check()
    at.radio(key=f"{form}.language_ok").set_value(True)
    at.button(key=f"{form}.save").click().run()
    assert not at.exception and not at.error
    session.expire_all()
    assert (file.ut_verified, file.language_ok, file.direct_verified) == (True, True, False)


def test_a_card_of_a_refused_choice_gives_the_reason_with_its_clause(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "files")
    file = session.scalars(sa.select(Applicant).where(Applicant.code == "C")).one()
    at.selectbox(key="admissions.applicants.opened").select(file.id).run()
    told = "\n".join(frame.value.to_string() for frame in at.dataframe)
    assert "ĐXT 6,00 thấp hơn mức tối thiểu 6,50" in told and "N II.2" in told


def test_equals_are_shown_and_the_council_decides_between_them(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "ranking")
    assert "2 thí sinh cùng ĐXH 7,75, còn 1 chỉ tiêu" in said(at)
    form = f"admissions.council.{in_round.id}.CN"
    assert at.checkbox(key=f"{form}.A").label == "A – Lò Thị \\*An\\*"
    at.checkbox(key=f"{form}.A").check()
    at.text_input(key=f"{form}.minutes").set_value("05/BB-HĐTS")
    at.button(key=f"{form}.save").click().run()
    assert not at.exception and not at.error
    assert session.scalars(sa.select(CouncilChoice.minutes)).all() == ["05/BB-HĐTS"]
    results = next(frame.value for frame in at.dataframe if "reasons" in frame.value)
    assert dict(zip(results["code"], (status[0] for status in results["status"]), strict=True)) == {
        "A": "Trúng tuyển", "B": "Không trúng tuyển", "C": "Chưa đủ điều kiện",
    }  # fmt: skip
    (programme_id,) = session.scalars(sa.select(Programme.id))
    at.button(key=f"admissions.council.withdraw.{in_round.id}.{programme_id}").click().run()
    assert not session.scalars(sa.select(CouncilChoice)).all()
    assert "2 thí sinh cùng ĐXH" in said(at)


def test_one_line_of_the_ranking_is_opened_to_read_all_its_reasons(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "ranking")
    assert "Chọn một dòng để đọc đủ lý do." in said(at)
    at.session_state["admissions.ranking.results"] = {"selection": {"rows": [2], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    assert "C – Đỗ Văn Cường: Chưa đủ điều kiện" in said(at)
    assert "ĐXT 6,00 thấp hơn mức tối thiểu 6,50, chưa tính điểm ưu tiên (N II.2)." in said(at)


def test_a_refused_choice_keeps_what_was_typed(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "ranking")
    form = f"admissions.council.{in_round.id}.CN"
    for code in ("A", "B"):
        at.checkbox(key=f"{form}.{code}").check()
    at.text_input(key=f"{form}.minutes").set_value("05/BB")
    at.button(key=f"{form}.save").click().run()
    assert any("chỉ còn 1 chỉ tiêu" in error.value for error in at.error)
    assert at.text_input(key=f"{form}.minutes").value == "05/BB"
    assert at.checkbox(key=f"{form}.B").value is True


def test_the_rules_are_changed_for_everybody(session: Session, staff: Actor, in_round: Round):
    at = page(session, staff, "ranking")
    at.radio(key=f"admissions.rules.{in_round.id}.ties").set_value("admit_all")
    at.radio(key=f"admissions.rules.{in_round.id}.points").set_value("tt-05-2021")
    at.button(key="admissions.rules.save").click().run()
    assert not at.exception and not at.error
    assert "nhận tất cả" in said(at) and "TT 05/2021" in said(at)
    leader = page(session, people.actor(session, "leadership"), "ranking")
    assert "nhận tất cả" in said(leader)


def test_a_double_click_keeps_one_ranking_which_can_be_worked_out_again(
    session: Session, staff: Actor, in_round: Round
):
    at = page(session, staff, "ranking")
    at.button(key="admissions.keep.save").click().run()
    at.button(key="admissions.keep.save").click().run()
    assert not at.exception and not at.error
    (run_id,) = session.scalars(sa.select(RankingRun.id))
    at.selectbox(key="admissions.run").select(run_id).run()
    assert any("đúng kết quả" in success.value for success in at.success)


def test_a_workbook_is_made_for_whoever_is_signed_in_when_it_is_taken(session: Session, staff: Actor, in_round: Round):
    from lib.accounts import commands as accounts
    from lib.accounts.view import SignedOut
    from lib.admissions.rankings.kept_view import made

    digest = accounts.digest(accounts.begin_session(session, account_id=staff.user_id)).hex()
    session.commit()
    assert made(digest, in_round.id, "public").startswith(b"PK")
    with pytest.raises(SignedOut):
        made(None, in_round.id, "results")
    actions = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.account_id == staff.user_id)).all()
    assert actions.count("ranking.exported") == 1
    assert rankings.runs(session, staff, in_round.id) == []
