"""One account for each role, with a random password that only the person who loads the demo sees."""

import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.accounts.commands import create_account
from lib.accounts.permissions import ROLES
from lib.accounts.tables import Account
from lib.core.actor import Actor
from lib.core.i18n import _
from lib.demo.school import FACULTIES, School

FACULTY = "K-NL"
STUDENT_AFFAIRS = "tchssv"
FACULTY_USER = "khoa.nonglam"
USERS = {
    "admin": ("admin", "Quản trị (minh hoạ)", None),
    STUDENT_AFFAIRS: ("student_affairs", "Phòng TC-HSSV (minh hoạ)", "TC-HSSV"),
    "tuyensinh": ("admissions", "Trung tâm Tuyển sinh (minh hoạ)", "TTTS"),
    FACULTY_USER: ("faculty", f"{FACULTIES[FACULTY]} (minh hoạ)", FACULTY),
    "thuvien": ("media", "Trung tâm Thông tin - Thư viện (minh hoạ)", "TTTV"),
    "doanthe": ("union", "Đoàn Thanh niên (minh hoạ)", "DTN"),
    "khtc": ("finance", "Phòng KH-TC (minh hoạ)", "KH-TC"),
    "bgh": ("leadership", "Ban Giám hiệu (minh hoạ)", "BGH"),
}
"""Username: role, name on screen, unit."""

# No vowels, so that no word and no username appears; nothing that is mistaken for another sign.
_SIGNS = "bcdfgjkmnpqrstvwxz23456789"


def ensure_accounts(session: Session, actor: Actor | None, school: School) -> list[tuple[str, str, str]]:
    """Make the accounts that are missing; returns (username, password, role in words) of those that were made."""
    taken = set(session.scalars(sa.select(Account.username).where(Account.username.in_(USERS))))
    made = []
    for username, (role, full_name, unit) in USERS.items():
        if username in taken:
            continue
        password = new_password()
        create_account(
            session,
            actor,
            username=username,
            full_name=full_name,
            password=password,
            roles=[role],
            unit_id=school.units[unit] if unit else None,
        )
        made.append((username, password, _(ROLES[role].label)))
    return made


def account_ids(session: Session) -> dict[str, int]:
    return {row.username: row.id for row in session.execute(sa.select(Account.username, Account.id))}


def new_password() -> str:
    """Four groups of four signs, about 75 bits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _place in range(4)) for _group in range(4))
