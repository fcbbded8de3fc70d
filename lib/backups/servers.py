"""Which server to read from, which may prove a backup, and who may create databases there."""

import sqlalchemy as sa

from lib.core import embedded
from lib.core.config import Config
from lib.core.database import psycopg_url
from lib.core.errors import DomainError
from lib.core.i18n import N_
from lib.migrations.provision import DATABASE


class AdminUrlMissing(DomainError):
    message = N_(
        "Phục hồi vào máy chủ PostgreSQL dùng chung cần quyền tạo cơ sở dữ liệu. "
        "Hãy đặt DATABASE_ADMIN_URL (vai trò quản trị) cho riêng lệnh này rồi chạy lại."
    )


class NoCompleteReader(DomainError):
    message = N_(
        "Sao lưu máy chủ dùng chung cần một vai trò đọc được mọi hàng. "
        "Hãy đặt DATABASE_OWNER_URL hoặc DATABASE_ADMIN_URL rồi chạy lại."
    )


def database_name(config: Config) -> str:
    return str(psycopg_url(config.database_url).database) if config.database_url else DATABASE


def source(config: Config) -> sa.URL:
    """The app's database, as a role that sees all of it."""
    if not config.database_url:
        return embedded.ensure_running(config.data_dir).superuser_dsn(DATABASE)
    reader = config.admin_url or config.owner_url
    if not reader:
        raise NoCompleteReader()
    return psycopg_url(reader).set(database=database_name(config))


def administrator(config: Config) -> sa.URL:
    """Who may create databases on the app's own server."""
    if not config.database_url:
        return embedded.ensure_running(config.data_dir).superuser_dsn()
    if not config.admin_url:
        raise AdminUrlMissing()
    return psycopg_url(config.admin_url).set(database="postgres")


def prover(config: Config) -> sa.URL:
    """A server on which a backup may be tried: the app's own, or the embedded one where we have no such right."""
    if config.database_url and not config.admin_url:
        return embedded.ensure_running(config.data_dir).superuser_dsn()
    return administrator(config)
