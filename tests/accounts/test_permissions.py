"""The matrix of roles and permissions, cell by cell against a table written down a second time."""

import pytest

from lib.accounts.permissions import (
    PAGE_PERMISSIONS,
    PERMISSION_LABELS,
    ROLES,
    Permission,
    permissions_of,
    reaches_school,
)

# Read off requirements §1 independently of the code: one letter a role, in the order of ORDER.
ORDER = ["admin", "student_affairs", "admissions", "faculty", "media", "union", "finance", "leadership"]
EXPECTED = {
    "alumni.view": "x x x x x x - x",
    "alumni.import": "- x - - - - - -",
    "alumni.export": "- x - x - - - -",
    "talks.record": "- x - x - - - -",
    "mentors.record": "- x - x - - - -",
    "agreements.record": "- x - x - - - -",
    "fund.view": "- x - - - x x x",
    "fund.record": "- x - - - - x -",
    "admissions.view": "- - x - - - - x",
    "admissions.import": "- - x - - - - -",
    "admissions.rank": "- - x - - - - -",
    "benefits.view": "- x - x - - x x",
    "benefits.import": "- x - - - - - -",
    "benefits.calculate": "- x - - - - - -",
    "reports.view": "x x x x x x x x",
    "accounts.manage": "x - - - - - - -",
    "settings.manage": "x - - - - - - -",
    "audit.view": "x - - - - - - -",
}
CELLS = [
    (permission, role, mark == "x")
    for permission, row in EXPECTED.items()
    for role, mark in zip(ORDER, row.split(), strict=True)
]


@pytest.mark.parametrize(("permission", "role", "allowed"), CELLS)
def test_a_role_may_exactly_what_the_requirements_say(permission: str, role: str, allowed: bool):
    assert (permission in permissions_of((role,))) is allowed


def test_the_expected_table_covers_every_cell():
    assert set(EXPECTED) == {str(permission) for permission in Permission}
    assert set(ORDER) == set(ROLES)


def test_every_permission_has_a_label():
    assert set(PERMISSION_LABELS) == set(Permission)


def test_only_a_faculty_is_confined_to_its_own_unit():
    assert [role for role in ROLES if not reaches_school((role,))] == ["faculty"]


def test_two_roles_add_up_and_the_narrower_reach_counts():
    assert not reaches_school(("faculty", "media"))
    assert reaches_school(("union", "media"))
    assert permissions_of(("faculty", "media")) == permissions_of(("faculty",)) | permissions_of(("media",))


def test_a_role_that_no_longer_exists_permits_nothing():
    assert permissions_of(("janitor",)) == frozenset()
    assert not reaches_school(("janitor",))


def test_leadership_edits_no_record():
    writing = {p for p in Permission if not p.value.endswith(".view")}
    assert not permissions_of(("leadership",)) & writing


@pytest.mark.parametrize("page", PAGE_PERMISSIONS)
def test_every_page_opens_for_somebody(page: str):
    assert any(permissions_of((role,)) & set(PAGE_PERMISSIONS[page]) for role in ROLES)
