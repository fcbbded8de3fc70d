"""The one way to the database: who connects, how a transaction opens, what a broken constraint means.

A view opens one `transaction()` per user action, or `reading()` for what it shows; commands and queries take the
session and never commit. Constraint names are fixed by a convention, so each can carry a sentence for the user.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker

from lib.core.errors import Conflict, DomainError, InvalidInput
from lib.core.i18n import N_

SCHEMA = "app"

Id = Annotated[int, mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)]
Text = Annotated[str, mapped_column(sa.Text)]
Vnd = Annotated[int, mapped_column(sa.BigInteger)]
Instant = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())]

_sentences: dict[str, str] = {}


class Base(DeclarativeBase):
    """Every table of the app, in the schema `app`, with predictable constraint names."""

    metadata = sa.MetaData(
        schema=SCHEMA,
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        },
    )
    type_annotation_map = {str: sa.Text, datetime: sa.DateTime(timezone=True), date: sa.Date}


def constraint_sentences(sentences: Mapping[str, str]) -> None:
    """Register the Vietnamese sentence for each named constraint of a tables module."""
    _sentences.update(sentences)


def sentence_for(constraint: str) -> str | None:
    return _sentences.get(constraint)


class ConstraintRefused(DomainError):
    """The database refused a row because of a rule that has a sentence of its own."""


class ValueRefused(InvalidInput):
    """The database cannot hold a value: a number beyond its column, a character that no text may have."""

    message = N_("Có số quá lớn hoặc ký tự không ghi được. Hãy kiểm tra lại các ô vừa nhập rồi lưu lại.")


class TooLong(InvalidInput):
    message = N_("Có nội dung quá dài. Hãy viết ngắn lại rồi làm lại.")


class ReferenceGone(Conflict):
    """A foreign key leads nowhere, or somebody still needs what was to go."""

    message = N_("Một mục được chọn không còn, hoặc đang được nơi khác dùng. Hãy tải lại trang rồi làm lại.")


class Busy(Conflict):
    message = N_("Có người khác đang lưu cùng lúc. Chưa có gì thay đổi; hãy làm lại.")


class BadAddress(InvalidInput):
    """Never quotes the address, which may hold a password."""

    message = N_(
        "Địa chỉ cơ sở dữ liệu chưa đúng dạng. Hãy ghi: postgresql://vai_trò:mật_khẩu@máy_chủ:5432/tên_cơ_sở_dữ_liệu."
    )


class NotConnected(DomainError):
    message = N_("Không kết nối được {place}: {problem}. Hãy kiểm tra DATABASE_URL, máy chủ và mật khẩu.")


class DatabaseUnavailable(DomainError):
    message = N_("Không kết nối được cơ sở dữ liệu. Hãy thử lại sau ít phút; nếu vẫn lỗi, báo quản trị hệ thống.")


def engine_for(url: str | sa.URL, **options: object) -> sa.Engine:
    """An engine that keeps parameters out of messages and notices a server that went away."""
    settings: dict[str, object] = {"pool_pre_ping": True, "hide_parameters": True, "pool_size": 10, "max_overflow": 20}
    return sa.create_engine(psycopg_url(url), **(settings | options))


def psycopg_url(url: str | sa.URL) -> sa.URL:
    """Accept postgresql://… as people write it and name the driver that we use; raises BadAddress."""
    try:
        made = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise BadAddress() from None
    if made.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise BadAddress()
    return made.set(drivername="postgresql+psycopg")


@contextmanager
def connecting_to(url: sa.URL) -> Iterator[None]:
    """What goes wrong on the way to the server is told in words; what goes wrong once connected passes."""
    try:
        yield
    except sa.exc.OperationalError as problem:
        if problem.statement is not None:
            raise
        place = url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise NotConnected(place=place, problem=" ".join(str(problem.orig).split()).rstrip(".")) from problem


_MEANINGS: dict[str, type[DomainError]] = {
    "23503": ReferenceGone,
    "40": Busy,  # a deadlock or a serialisation failure: the other one went through
    "54": TooLong,  # a limit of the server: an index entry, a search word
    "55P03": Busy,
}
"""SQLSTATE codes, or their first characters, that a person can do something about."""

_writers: sessionmaker[Session] | None = None
_readers: sessionmaker[Session] | None = None


def bind(target: sa.Engine | sa.Connection | None) -> None:
    """Choose where sessions go; a test binds one connection, whose outer transaction it rolls back."""
    global _writers, _readers
    if target is None:
        _writers = _readers = None
        return
    # On an engine "read only" travels with BEGIN; inside an open transaction it takes a statement of its own.
    reader = target.execution_options(postgresql_readonly=True) if isinstance(target, sa.Engine) else target
    _writers = sessionmaker(target, expire_on_commit=False, join_transaction_mode="create_savepoint")
    _readers = sessionmaker(reader, expire_on_commit=False, join_transaction_mode="create_savepoint")


def _new_session(sessions: sessionmaker[Session] | None) -> Session:
    if sessions is None:
        raise DatabaseUnavailable()
    return sessions()


@contextmanager
def transaction() -> Iterator[Session]:
    """One user action: everything or nothing, with the database's refusals in the user's words."""
    try:
        with _new_session(_writers) as session, session.begin():
            yield session
    except sa.orm.exc.StaleDataError as problem:
        raise Conflict() from problem
    except sa.exc.DBAPIError as problem:
        if refusal := _refusal(problem):
            raise refusal from problem
        raise


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that can only read."""
    try:
        with _new_session(_readers) as session:
            if isinstance(session.bind, sa.Connection):
                session.execute(sa.text("SET TRANSACTION READ ONLY"))
            yield session
    except sa.exc.DBAPIError as problem:
        if refusal := _refusal(problem):
            raise refusal from problem
        raise


def _refusal(problem: sa.exc.DBAPIError) -> DomainError | None:
    """What the database said in the user's words; None for what only a defect of ours can cause."""
    if problem.connection_invalidated or _never_connected(problem):
        return DatabaseUnavailable()
    if isinstance(problem, sa.exc.DataError):
        return ValueRefused()
    name = getattr(getattr(problem.orig, "diag", None), "constraint_name", None)
    if name and (sentence := sentence_for(name)):
        return ConstraintRefused(sentence)
    state = getattr(problem.orig, "sqlstate", None) or ""
    return next((made() for beginning, made in _MEANINGS.items() if state.startswith(beginning)), None)


def _never_connected(problem: sa.exc.DBAPIError) -> bool:
    """True when the server did not answer, or answered that it is starting or stopping (57P01 to 57P03)."""
    state = getattr(problem.orig, "sqlstate", None) or ""
    return isinstance(problem, sa.exc.OperationalError) and (problem.statement is None or state.startswith("57P0"))
