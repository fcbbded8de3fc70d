from datetime import timedelta

import pytest

from lib.accounts.permissions import ROLES
from lib.core import clock
from lib.reports.obligations.duties import DUTIES
from tests.app import open_app
from tests.factories import people
from tests.reports import records

pytestmark = pytest.mark.database
TODAY = clock.today()


def texts(at):
    return "\n".join(str(node.value) for kind in ("markdown", "caption") for node in at.get(kind))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_greeted_by_its_own_duties(session, role):
    faculty = people.unit(session, name="Khoa Nông lâm")
    records.graduates(session, 1, updated=0, faculty=faculty, day=TODAY)
    at = open_app(session, people.actor(session, role, unit_=faculty))
    assert not at.exception
    assert not at.error
    assert at.title[0].value == "Chào Cà Thị Mai"
    unmeasured = [box.label for box in at.expander if box.label.startswith("Chưa đo được trong phần mềm")]
    assert bool(unmeasured) is (role != "finance")


def test_a_missed_talk_is_shown_as_overdue_with_a_way_to_the_form(session):
    faculty = people.unit(session, name="Khoa *Nông lâm*")
    at = open_app(session, people.actor(session, "faculty", unit_=faculty))
    badges = [node.value for node in at.markdown if "Quá hạn" in str(node.value)]
    assert badges
    assert "Mời ít nhất 1 cựu HSSV" in texts(at)
    assert "Khoa \\*Nông lâm\\*" in texts(at)
    assert "Mở nơi thực hiện" in [link.value for link in at.page_link]


def test_when_the_talks_of_both_semesters_were_held_nothing_is_overdue(session):
    faculty = people.unit(session)
    for back in range(0, 400, 20):
        records.talk(session, faculty, TODAY - timedelta(days=back))
    at = open_app(session, people.actor(session, "faculty", unit_=faculty))
    assert "Quá hạn" not in texts(at)


def test_an_empty_app_tells_the_administrator_what_to_do_first(session):
    at = open_app(session, people.actor(session, "admin"))
    assert "Phần mềm chưa có dữ liệu" in texts(at)
    assert "Thiết lập" in texts(at)


def test_an_empty_app_leads_each_office_to_the_import_of_its_lists(session):
    at = open_app(session, people.actor(session, "student_affairs"))
    assert {"Nhập danh sách cựu HSSV", "Nhập danh sách hưởng chế độ"} <= {link.value for link in at.page_link}
    at = open_app(session, people.actor(session, "admissions"))
    assert "Nhập hồ sơ tuyển sinh" in {link.value for link in at.page_link}


def test_the_first_steps_go_once_there_are_people(session):
    people.person(session)
    at = open_app(session, people.actor(session, "admin"))
    assert "Phần mềm chưa có dữ liệu" not in texts(at)


def test_the_counts_of_a_faculty_are_its_own(session):
    own, other = people.unit(session, name="Khoa A"), people.unit(session, name="Khoa B")
    records.graduates(session, 2, updated=0, faculty=own, day=TODAY)
    records.graduates(session, 5, updated=0, faculty=other, day=TODAY)
    records.mentor(session, other, TODAY)
    at = open_app(session, people.actor(session, "faculty", unit_=own))
    assert [metric.value for metric in at.metric] == ["2", "0", "0", "0"]
    at = open_app(session, people.actor(session, "leadership"))
    assert [metric.value for metric in at.metric] == ["7", "0", "1", "0"]


def test_the_way_from_a_duty_ends_at_a_tab_that_its_page_has(session):
    at = open_app(session, people.actor(session, "student_affairs"), "alumni")
    labels = {tab.label for tab in at.tabs}
    assert {duty.link.tab for duty in DUTIES if duty.link and duty.link.page == "alumni"} <= labels
