"""What each role sees and does on the page of scholarships and benefits."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from lib.core import clock
from lib.core.actor import Actor
from lib.registry.tables import Unit
from lib.scholarships.tables import BenefitRun
from tests.app import open_app
from tests.factories import people as make
from tests.scholarships.sheets import bring, case_row, cases, school

pytestmark = pytest.mark.database
LIST, IMPORT, CALCULATION, EXPLANATION, LAW = (
    "Danh sách HSSV", "Nhập danh sách", "Tính chế độ", "Giải thích", "Mức và căn cứ",
)  # fmt: skip


@pytest.fixture(autouse=True)
def school_year_2023(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall clock is the only thing that is set: lists are made in the school year that they are for."""
    monkeypatch.setattr(clock, "today", lambda: date(2024, 3, 1))


@pytest.fixture
def faculty(session: Session) -> Unit:
    faculty, _programmes = school(session)
    rows = [case_row(case, n) for n, case in enumerate(cases())]
    bring(session, make.actor(session, "student_affairs"), rows)
    return faculty


def opened(session: Session, actor: Actor, tab: str) -> AppTest:
    at = open_app(session, actor, "scholarships")
    at.session_state["scholarships.tab"] = tab
    return at.run()


def tabs(at: AppTest) -> list[str]:
    return [tab.label for tab in at.tabs]


def shown(at: AppTest) -> str:
    """Every text on the page."""
    kinds = (at.text, at.markdown, at.caption, at.warning, at.error, at.info, at.subheader)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("student_affairs", [LIST, IMPORT, CALCULATION, EXPLANATION, LAW]),
        ("faculty", [LIST, CALCULATION, EXPLANATION, LAW]),
        ("finance", [LIST, CALCULATION, EXPLANATION, LAW]),
        ("leadership", [LIST, CALCULATION, EXPLANATION, LAW]),
    ],
)
@pytest.mark.parametrize("tab", [LIST, IMPORT, CALCULATION, EXPLANATION, LAW])
def test_each_role_opens_its_tabs(session: Session, faculty: Unit, role: str, seen: list[str], tab: str):
    if tab not in seen:
        return
    at = opened(session, make.actor(session, role, unit_=faculty if role == "faculty" else None), tab)
    assert not at.exception
    assert not at.error
    assert tabs(at) == seen


def test_who_has_nothing_to_do_with_benefits_is_refused(session: Session):
    at = open_app(session, make.actor(session, "media"), "scholarships")
    assert not at.tabs
    assert len([*at.exception, *at.error]) == 1
    assert not at.dataframe


def test_the_list_shows_the_students_and_what_is_missing(session: Session, faculty: Unit):
    at = opened(session, make.actor(session, "student_affairs"), LIST)
    assert {metric.label: metric.value for metric in at.metric} == {"HSSV": "15", "Còn thiếu giấy tờ": "0"}
    table = at.dataframe[0].value
    assert len(table) == 15
    assert "Xinh-mun" in set(table["ethnicity"])


def test_another_faculty_sees_no_student(session: Session, faculty: Unit):
    at = opened(session, make.actor(session, "faculty", unit_=make.unit(session, name="Khoa Y")), LIST)
    assert not at.dataframe
    assert "Không có HSSV nào" in shown(at)


def test_calculating_and_saving_gives_one_list_however_often_the_button_is_pressed(session: Session, faculty: Unit):
    at = opened(session, make.actor(session, "student_affairs"), CALCULATION)
    at.selectbox(key="benefits.policy").set_value("notice-2023").run()
    at.button(key="benefits.calculate").click().run()
    assert not at.exception
    values = {metric.label: metric.value for metric in at.metric}
    assert values["HSSV được hưởng"] == "12"
    assert values["Tổng số tiền"] == "157.625.000 ₫"
    assert values["HSSV chưa xác định được"] == "1"
    at.button(key="benefits.save").click().run()
    assert not at.error
    assert session.scalar(sa.select(sa.func.count()).select_from(BenefitRun)) == 1
    assert "benefits.save" not in {button.key for button in at.button}
    assert "157625000" in at.dataframe[0].value.to_csv()


def test_who_may_only_look_has_no_button_to_calculate(session: Session, faculty: Unit):
    for role in ("finance", "leadership"):
        at = opened(session, make.actor(session, role), CALCULATION)
        assert not {"benefits.calculate", "benefits.save"} & {button.key for button in at.button}


def test_a_student_is_explained_with_papers_and_dates(session: Session, faculty: Unit):
    at = opened(session, make.actor(session, "faculty", unit_=faculty), EXPLANATION)
    at.text_input(key="explanation.search").set_value("B03").run()
    assert not at.exception
    told = shown(at)
    assert "Chế độ nội trú mức 100%" in told
    assert "Hồ sơ nhập học (từ 01/09/2023 đến 31/08/2024)" in told
    # 10 months of 1,490,000, 2 of 2,340,000 from July 2024, 12 of 140,000, and 2,000,000 once.
    assert {metric.label: metric.value for metric in at.metric}["Tổng trong kỳ"] == "23.260.000 ₫"


def test_a_student_of_another_faculty_cannot_be_explained(session: Session, faculty: Unit):
    other = make.actor(session, "faculty", unit_=make.unit(session, name="Khoa Y"))
    at = opened(session, other, EXPLANATION)
    at.text_input(key="explanation.search").set_value("B03").run()
    assert "Không tìm thấy HSSV nào" in shown(at)


def test_the_law_is_shown_with_its_sources_and_what_nobody_has_entered(session: Session):
    at = opened(session, make.actor(session, "finance"), LAW)
    assert any("chưa nhập" in box.value for box in at.warning)
    values = at.dataframe[1].value
    salary = values[values["label"] == "Lương cơ sở"]
    assert salary["value"].tolist() == ["1.490.000 ₫", "1.800.000 ₫", "2.340.000 ₫", "2.530.000 ₫"]
    assert values["source"].all()
