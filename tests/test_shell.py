"""Every page in every role, through the whole app: opens for whom the matrix says, refuses everybody else."""

import pytest
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from lib.accounts.permissions import PAGE_PERMISSIONS, ROLES, permissions_of
from lib.core.actor import Actor
from tests.app import FILES, open_app
from tests.factories import people

pytestmark = pytest.mark.database
REFUSAL = "Bạn không có quyền làm việc này"
TITLES = {
    "alumni": "Cựu HSSV",
    "admissions": "Tuyển sinh",
    "scholarships": "Học bổng và chế độ",
    "reports": "Báo cáo",
}


def user(session: Session, role: str) -> Actor:
    return people.actor(session, role, unit_=people.unit(session) if role == "faculty" else None)


def titles(at: AppTest) -> list[str]:
    return [title.value for title in at.title]


@pytest.mark.parametrize("page", FILES)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_the_roles_of_the_matrix_only(session: Session, role: str, page: str):
    allowed = bool(permissions_of((role,)) & set(PAGE_PERMISSIONS[page]))
    at = open_app(session, user(session, role), page)
    assert not at.exception
    assert (TITLES[page] in titles(at)) is allowed
    assert bool([error for error in at.error if REFUSAL in error.value]) is not allowed


@pytest.mark.parametrize("role", ROLES)
def test_the_home_page_opens_for_everybody(session: Session, role: str):
    at = open_app(session, user(session, role))
    assert not at.exception
    assert titles(at)


@pytest.mark.parametrize("page", [None, *FILES])
def test_a_stranger_sees_the_sign_in_form_only(session: Session, page: str | None):
    at = open_app(session, None)
    assert not at.exception
    assert [field.label for field in at.text_input] == ["Tên đăng nhập", "Mật khẩu"]
    assert not at.dataframe


def test_an_identity_in_the_session_state_is_ignored(session: Session):
    admin = user(session, "admin")
    at = open_app(session, None)
    for name in ("actor", "user", "username", "authentication_status", "session"):
        at.session_state[name] = admin.username
    at.run()
    assert [field.label for field in at.text_input] == ["Tên đăng nhập", "Mật khẩu"]


def test_a_user_without_a_role_gets_no_page(session: Session):
    at = open_app(session, people.actor(session), "alumni")
    assert TITLES["alumni"] not in titles(at)
