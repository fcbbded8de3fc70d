from datetime import date
from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES, Permission
from lib.audit.tables import AuditEntry
from lib.core import clock
from lib.core.errors import NotAllowed
from lib.reports import figures, view, workbook
from lib.reports.periods import PeriodKind
from tests.app import open_app
from tests.factories import people
from tests.reports import records

pytestmark = pytest.mark.database
TODAY = clock.today()
LAST_YEAR = date(TODAY.year - 1, 6, 30)


def school(session):
    """Two faculties, each with people, agreements and gifts of its own."""
    one, other = people.unit(session, name="Khoa Nông lâm"), people.unit(session, name="Khoa *Sư phạm*")
    records.graduates(session, 4, updated=3, faculty=one, day=TODAY, graduated_on=LAST_YEAR)
    records.graduates(session, 6, updated=6, faculty=other, day=TODAY, graduated_on=LAST_YEAR)
    for faculty, amount in ((one, 1_000_000), (other, 2_500_000)):
        records.agreement(session, faculty, TODAY)
        records.entry(session, amount, TODAY, faculty=faculty)
    return one


def metrics(at):
    return {metric.label: metric.value for metric in at.metric}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_that_may_read_reports_sees_the_three_indicators(session, role):
    faculty = school(session)
    at = open_app(session, people.actor(session, role, unit_=faculty), "reports")
    assert not at.exception
    assert not at.error
    own = role == "faculty"
    assert list(metrics(at).values()) == (["75,0 %", "1", "1.000.000 ₫"] if own else ["90,0 %", "2", "3.500.000 ₫"])
    assert len(at.get("vega_lite_chart")) == 7
    labels = [button.label for button in at.get("download_button")]
    assert labels.count("Ảnh PNG") == labels.count("Excel") == 7
    assert "Excel cả báo cáo" in labels
    behind = [box for box in at.expander if box.label == "Những người chưa được cập nhật"]
    assert bool(behind) is (Permission.ALUMNI_VIEW in ROLES[role].permissions)


def test_all_roles_may_open_the_reports():
    assert all(role.permissions & set(PAGE_PERMISSIONS["reports"]) for role in ROLES.values())


def test_a_faculty_never_meets_the_name_or_the_totals_of_another_one(session):
    faculty = school(session)
    at = open_app(session, people.actor(session, "faculty", unit_=faculty), "reports")
    shown = "\n".join(str(node.proto) for node in at.get("vega_lite_chart"))
    assert "Nông lâm" in shown
    assert "Sư phạm" not in shown


def test_figures_of_the_school_are_not_served_to_a_faculty_from_the_cache(session):
    faculty = school(session)
    leader = people.actor(session, "leadership")
    assert metrics(open_app(session, leader, "reports"))["Biên bản hợp tác (MOU) ký với doanh nghiệp cựu HSSV"] == "2"
    at = open_app(session, people.actor(session, "faculty", unit_=faculty), "reports")
    assert list(metrics(at).values())[1] == "1"


def test_an_empty_school_has_a_page_without_invented_figures(session):
    at = open_app(session, people.actor(session, "leadership"), "reports")
    assert not at.exception
    assert list(metrics(at).values()) == ["–", "0", "0 ₫"]
    assert len(at.get("vega_lite_chart")) == 4


@pytest.mark.parametrize("kind", PeriodKind)
def test_every_kind_of_period_can_be_chosen_with_the_periods_before_it(session, kind):
    school(session)
    at = open_app(session, people.actor(session, "leadership"), "reports")
    at.get_by_key("reports.kind").set_value(kind).run()
    assert not at.exception
    assert list(metrics(at).values())[2] == "3.500.000 ₫"
    box = at.selectbox[0]
    assert len(box.options) == 6
    box.select_index(1).run()
    assert not at.exception
    assert list(metrics(at).values())[1:] == ["0", "0 ₫"]


def test_the_people_behind_the_share_are_shown_when_asked_for(session):
    school(session)
    at = open_app(session, people.actor(session, "student_affairs"), "reports")
    assert not at.dataframe
    at.session_state["reports.behind"] = True
    at.run()
    assert not at.exception
    assert len(at.dataframe[0].value) == 1
    assert list(at.dataframe[0].value["Khoa"]) == ["Khoa Nông lâm"]


def test_the_whole_report_is_a_workbook_with_the_figures_of_the_screen(session):
    school(session)
    found = figures.gather(session, None, PeriodKind.CALENDAR_YEAR, TODAY)
    make = workbook.whole_report(found, found.periods[-1])
    for content in (make(), make()):  # pressed twice: the second file is as full as the first
        book = openpyxl.load_workbook(BytesIO(content))
        assert book.sheetnames == [
            "Các chỉ tiêu",
            "Cập nhật theo khoa",
            "Cập nhật theo khóa",
            "Cập nhật theo năm",
            "MOU theo kỳ",
            "MOU theo khoa",
            "Tài trợ theo kỳ",
            "Tài trợ theo khoa",
        ]
        rows = list(book["Các chỉ tiêu"].values)
        assert [row[3] for row in rows[-3:]] == [90, 2, 3_500_000]
        assert rows[-3][-1] == "Đạt chỉ tiêu"


def test_taking_the_list_of_people_away_is_on_record_with_its_size(session):
    faculty = school(session)
    actor = people.actor(session, "faculty", unit_=faculty)
    at = open_app(session, actor)
    content = view._export(at.user["session"], TODAY, "Chưa cập nhật", view._headings())
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
    assert rows[0][0] == "Họ và tên"
    assert len(rows) == 2
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "report.exported")).one()
    assert (entry.account_id, entry.facts["rows"]) == (actor.user_id, 1)


@pytest.mark.parametrize("digest", [None, "00" * 32])
def test_the_list_of_people_is_not_made_for_somebody_who_has_signed_out(session, digest):
    school(session)
    with pytest.raises(NotAllowed):
        view._export(digest, TODAY, "Chưa cập nhật", view._headings())


def test_the_board_can_be_read_whole_and_by_state(session):
    school(session)
    at = open_app(session, people.actor(session, "leadership"), "reports")
    at.session_state["reports.tab"] = "Việc phải làm"
    at.run()
    assert not at.exception
    whole = at.dataframe[0].value
    assert {"Khoa Nông lâm", "Khoa *Sư phạm*", "Phòng TC-HSSV"} <= set(whole["Đơn vị"])
    at.get_by_key("obligations.states").set_value(["met"]).run()
    assert set(at.dataframe[0].value["Tình trạng"]) == {"Đã đạt"}


def test_a_second_look_without_a_change_asks_the_database_only_who_and_which_version(session, connection):
    school(session)
    at = open_app(session, people.actor(session, "leadership"), "reports")
    seen = []
    sa.event.listen(connection, "before_cursor_execute", listener := lambda *call: seen.append(call[2]))
    at.run()
    sa.event.remove(connection, "before_cursor_execute", listener)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) <= 3
