"""The alumni page as each role sees it, and its main jobs done in it."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib.alumni.tables import FundEntry, GuestTalk, MentorOffer
from lib.core.actor import Actor
from lib.registry.tables import Contact, Employment, Unit
from tests.app import open_app
from tests.factories import people as make

pytestmark = pytest.mark.database

READING = ["Danh bạ", "Nói chuyện chuyên đề", "Cố vấn đồng hành", "Doanh nghiệp và hợp tác"]
FUND, IMPORT = "Quỹ hỗ trợ sinh viên", "Nhập danh sách"
TABS = {
    "student_affairs": [*READING, FUND, IMPORT],
    "faculty": READING,
    "leadership": [*READING, FUND],
    "admin": READING,
    "admissions": READING,
    "media": READING,
    "union": [*READING, FUND],
    "finance": [FUND],
}


def labels(at: AppTest) -> list[str]:
    return [tab.label for tab in at.tabs]


def opened(session: Session, actor: Actor, tab: str | None = None, **query: str) -> AppTest:
    if tab is not None:
        query["alumni.tab"] = tab
    at = open_app(session, actor, "alumni", **query)
    assert not at.exception
    return at


def save(at: AppTest, form: str) -> Button:
    """The button that saves the form as it now stands."""
    return next(button for button in at.button if str(button.key).startswith(f"{form}.save."))


def click_twice(at: AppTest, form: str) -> AppTest:
    """A double click: the browser sends the same values twice, the second time before it saw the first answer."""
    save(at, form).click()
    sent = at._tree.get_widget_states()
    return at._run(sent)._run(sent)


@pytest.mark.parametrize("role", TABS)
def test_each_role_sees_its_tabs_and_each_tab_opens(session: Session, role: str) -> None:
    faculty = make.unit(session)
    actor = make.actor(session, role, unit_=faculty if role == "faculty" else None)
    make.alumnus(session, programme_=make.programme(session, faculty=faculty), phone="+84981234567")
    for tab in TABS[role]:
        at = opened(session, actor, tab)
        assert labels(at) == TABS[role]
        assert not at.error


def test_a_user_without_a_role_does_not_enter(session: Session) -> None:
    at = open_app(session, make.actor(session), "alumni")
    assert labels(at) == []
    assert "không có quyền" in at.error[0].value


@pytest.mark.parametrize("role", ["leadership", "media", "admissions", "union", "admin"])
def test_who_only_reads_gets_no_form(session: Session, role: str) -> None:
    actor = make.actor(session, role)
    for tab in TABS[role]:
        at = opened(session, actor, tab)
        assert [button.key for button in at.button if ".save." in str(button.key)] == []


def own_faculty(session: Session) -> tuple[Actor, Unit, int]:
    faculty = make.unit(session, name="Khoa Nông lâm")
    person = make.alumnus(session, "Lò Thị Hương", programme_=make.programme(session, faculty=faculty))
    make.alumnus(session, "Lò Thị Hoa", phone="+84911111111")
    return make.actor(session, "faculty", unit_=faculty), faculty, person.id


def test_typing_finds_a_person_and_a_foreign_faculty_stays_unseen(session: Session) -> None:
    actor, _faculty, _person = own_faculty(session)
    at = opened(session, actor)
    at.text_input(key="directory.search").set_value("huong").run()
    assert list(at.dataframe[0].value["name"]) == ["Lò Thị Hương"]
    at.text_input(key="directory.search").set_value("hoa").run()
    assert not at.dataframe
    assert any("Không tìm thấy" in markdown.value for markdown in at.markdown)


def test_a_profile_opens_by_its_address_only_within_reach(session: Session) -> None:
    actor, _faculty, person = own_faculty(session)
    foreign = make.alumnus(session, "Cà Văn Tiến")
    assert [header.value for header in opened(session, actor, person=str(person)).header] == ["Lò Thị Hương"]
    at = opened(session, actor, person=str(foreign.id))
    assert [header.value for header in at.header] == []
    assert "Không tìm thấy" in at.error[0].value
    for garbage in ("abc", "-1", "9" * 30):
        opened(session, actor, person=garbage)


def test_a_name_with_markdown_signs_stays_a_name(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    person = make.alumnus(session, "Lò *Thị* [Hương](x)")
    at = opened(session, staff, person=str(person.id))
    assert at.header[0].value == r"Lò \*Thị\* \[Hương\](x)"


def test_pages_go_forth_and_back_and_a_search_starts_again(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    programme = make.programme(session)
    for number in range(60):
        make.alumnus(session, f"Lò Văn An {number:02d}", programme_=programme)
    at = opened(session, staff)
    first = list(at.dataframe[0].value["name"])
    at.button(key="directory.next").click().run()
    assert len(at.dataframe[0].value) == 10
    at.button(key="directory.previous").click().run()
    assert list(at.dataframe[0].value["name"]) == first
    at.button(key="directory.next").click().run()
    at.text_input(key="directory.search").set_value("an").run()
    assert list(at.dataframe[0].value["name"]) == first


def fill_talk(at: AppTest) -> AppTest:
    at.text_input(key="talks.form.speaker.typed").set_value("huong").run()
    at.text_input(key="talks.form.topic").set_value("Khởi nghiệp từ nông sản").run()
    return at


def test_a_faculty_records_a_talk_with_a_name_and_a_topic(session: Session) -> None:
    actor, faculty, person = own_faculty(session)
    at = fill_talk(opened(session, actor, "Nói chuyện chuyên đề"))
    at.number_input(key="talks.form.attendance").set_value(45).run()
    save(at, "talks.form").click().run()
    assert not at.exception and not at.error
    (talk,) = session.scalars(sa.select(GuestTalk))
    assert (talk.faculty_id, talk.speaker_id, talk.attendance) == (faculty.id, person, 45)
    assert at.text_input(key="talks.form.topic").value == ""
    assert list(at.dataframe[0].value["speaker"]) == ["Lò Thị Hương"]


def test_a_double_click_on_the_talk_saves_once_and_says_so_once(session: Session) -> None:
    actor, _faculty, _person = own_faculty(session)
    at = fill_talk(opened(session, actor, "Nói chuyện chuyên đề"))
    click_twice(at, "talks.form")
    assert not at.exception and not at.error
    assert session.scalar(sa.select(sa.func.count()).select_from(GuestTalk)) == 1


def test_a_double_click_on_a_gift_counts_the_money_once(session: Session) -> None:
    at = opened(session, make.actor(session, "finance"), FUND)
    at.text_input(key="fund.gift.donor_name").set_value("Công ty A").run()
    at.text_input(key="fund.gift.amount").set_value("5.000.000").run()
    click_twice(at, "fund.gift")
    assert not at.exception and not at.error
    assert session.scalar(sa.select(sa.func.count()).select_from(FundEntry)) == 1


def test_what_was_typed_stays_when_the_talk_is_refused(session: Session) -> None:
    actor, _faculty, _person = own_faculty(session)
    at = opened(session, actor, "Nói chuyện chuyên đề")
    at.text_input(key="talks.form.topic").set_value("Khởi nghiệp").run()
    save(at, "talks.form").click().run()
    assert "Hãy chọn cựu HSSV" in at.error[0].value
    assert at.text_input(key="talks.form.topic").value == "Khởi nghiệp"


def test_a_faculty_records_a_mentor(session: Session) -> None:
    actor, faculty, person = own_faculty(session)
    at = opened(session, actor, "Cố vấn đồng hành")
    at.text_input(key="mentors.form.mentor.typed").set_value("huong").run()
    at.text_input(key="mentors.form.field").set_value("Thú y").run()
    save(at, "mentors.form").click().run()
    assert not at.exception and not at.error
    (offer,) = session.scalars(sa.select(MentorOffer))
    assert (offer.faculty_id, offer.person_id, offer.capacity) == (faculty.id, person, 2)


def test_a_faculty_records_a_business_with_its_agreement(session: Session) -> None:
    actor, _faculty, _person = own_faculty(session)
    at = opened(session, actor, "Doanh nghiệp và hợp tác")
    at.text_input(key="agreements.form.name").set_value("Bò sữa Mộc Châu").run()
    at.text_input(key="agreements.form.tax_code").set_value("123").run()
    at.text_input(key="agreements.form.number").set_value("01/BB").run()
    save(at, "agreements.form").click().run()
    assert "không phải là mã số thuế" in at.error[0].value
    at.text_input(key="agreements.form.tax_code").set_value("0100233488").run()
    save(at, "agreements.form").click().run()
    assert not at.exception and not at.error
    assert list(at.dataframe[0].value["business"]) == ["Bò sữa Mộc Châu"]


def test_finance_enters_a_gift_and_cannot_spend_more(session: Session) -> None:
    at = opened(session, make.actor(session, "finance"), FUND)
    at.text_input(key="fund.gift.donor_name").set_value("Công ty A").run()
    at.text_input(key="fund.gift.amount").set_value("5.000.000").run()
    save(at, "fund.gift").click().run()
    assert not at.exception and not at.error
    assert at.metric[0].value == "5.000.000 ₫"
    at.text_input(key="fund.spending.amount").set_value("5.000.001").run()
    at.text_input(key="fund.spending.purpose").set_value("Hỗ trợ SV, BB 12").run()
    save(at, "fund.spending").click().run()
    assert "Quỹ không đủ" in at.error[0].value
    assert session.scalar(sa.select(sa.func.count()).select_from(FundEntry)) == 1


def test_the_office_adds_and_verifies_contacts_and_work_on_the_profile(session: Session) -> None:
    staff = make.actor(session, "student_affairs")
    person = make.alumnus(session, phone="+84981234567", verified_on=date(2023, 1, 1))
    at = opened(session, staff, person=str(person.id))
    contact = session.scalars(sa.select(Contact.id)).one()
    at.button(key=f"profile.verify.{contact}").click().run()
    at.text_input(key="profile.contact.value").set_value("0912 345 678")
    save(at, "profile.contact").click().run()
    at.text_input(key="profile.work.employer").set_value("Bệnh viện tỉnh")
    save(at, "profile.work").click().run()
    assert not at.exception and not at.error
    assert session.scalar(sa.select(sa.func.count()).select_from(Contact).where(Contact.verified_on.is_(None))) == 0
    assert set(session.scalars(sa.select(Contact.value))) == {"+84981234567", "+84912345678"}
    assert session.scalars(sa.select(Employment.employer)).all() == ["Bệnh viện tỉnh"]
