"""Users, their roles, their sessions and the one-time links that open a door once."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lib.core.database import Base, CreatedAt, Id, Instant, constraint_sentences
from lib.core.i18n import N_


class Account(Base):
    """A person who may sign in. Signing in needs the account active and a password set."""

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("username = lower(username) AND username <> ''", name="username_lower"),
        sa.UniqueConstraint("username"),
    )

    id: Mapped[Id]
    username: Mapped[str]
    full_name: Mapped[str]
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.unit.id"), index=True)
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    must_change_password: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[CreatedAt]


class AccountRole(Base):
    """A role that an account holds; what a role permits is data in `permissions`."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class AppSession(Base):
    """A signed-in browser. Only the hash of its token is kept.

    It lives until `expires_at` at the latest, and no longer than `idle_for` after the last thing somebody did in it.
    """

    __tablename__ = "app_session"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    token_hash: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("app.account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[CreatedAt]
    last_seen_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    idle_for: Mapped[timedelta] = mapped_column(sa.Interval, server_default=sa.text("'30 minutes'::interval"))
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    address: Mapped[str] = mapped_column(server_default="")
    browser: Mapped[str] = mapped_column(server_default="")


class SignInTries(Base):
    """Failed sign-ins of one account, one address, or one account from an address where it is at home."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Instant]
    blocked_until: Mapped[Instant]


class OneTimeToken(Base):
    """A link that works once: first set-up, a forgotten password, or handing a finished sign-in to the browser.

    `bound_hash`, where set, ties it to the browser that holds the token of that hash.
    """

    __tablename__ = "one_time_token"
    __table_args__ = (sa.CheckConstraint("purpose IN ('setup', 'sign_in', 'reset')", name="purpose"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app.account.id", ondelete="CASCADE"), index=True)
    bound_hash: Mapped[bytes | None]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


constraint_sentences(
    {
        "uq_account_username": N_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."),
        "ck_account_username_lower": N_("Tên đăng nhập chỉ viết chữ thường và không được để trống."),
    }
)
