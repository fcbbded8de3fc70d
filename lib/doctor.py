"""What is wrong with the configuration or the database, in plain words."""

import platform
import sys
from dataclasses import dataclass

import sqlalchemy as sa

from lib.accounts.queries import any_account
from lib.backups import checkup as backups
from lib.core import clock, database, embedded
from lib.core.config import Config
from lib.core.errors import DomainError
from lib.core.i18n import _
from lib.migrations.provision import is_too_strong
from lib.migrations.upgrade import check_not_newer, is_behind

LEAST_SERVER = 150_000  # PostgreSQL 15, as server_version_num writes it


@dataclass(frozen=True)
class Finding:
    """One thing looked at: fine, or what is wrong and how to mend it."""

    is_fine: bool
    text: str


def examine(config: Config) -> list[Finding]:
    """Look at Python, the data directory, the server, the role and the schema; stops where nothing more can be seen."""
    findings = [
        Finding(
            sys.version_info[:2] == (3, 11),
            _("Python {version} (phần mềm được kiểm thử với 3.11).").format(version=platform.python_version()),
        )
    ]
    if not config.database_url:
        findings += [Finding(found.level != "problem", found.sentence) for found in embedded.diagnose(config.data_dir)]
    findings += [Finding(found.is_fine, found.sentence) for found in backups.examine(config, clock.now())]
    return findings + _examine_database(config)


def _examine_database(config: Config) -> list[Finding]:
    from lib import startup

    try:
        found = startup.locate(config)
    except DomainError as refusal:
        return [Finding(False, str(refusal))]
    try:
        with database.connecting_to(found.app), database.engine_for(found.app).connect() as connection:
            return _examine_connection(connection)
    except DomainError as refusal:
        return [Finding(False, str(refusal))]


def _examine_connection(connection: sa.Connection) -> list[Finding]:
    version = connection.dialect.server_version_info or (0,)
    behind = is_behind(connection)
    findings = [
        Finding(
            version[0] * 10_000 >= LEAST_SERVER,
            _("PostgreSQL {version} (cần 15 trở lên).").format(version=".".join(map(str, version))),
        ),
        Finding(
            not is_too_strong(connection),
            _("Vai trò kết nối «{role}» không được là quản trị hay chủ sở hữu dữ liệu.").format(
                role=connection.engine.url.username
            ),
        ),
        _schema(connection, behind=behind),
    ]
    if not behind:
        with database.Session(connection) as session:
            known = any_account(session)
        findings.append(
            Finding(
                known,
                _("Đã có tài khoản đăng nhập.")
                if known
                else _("Chưa có tài khoản nào: chạy phần mềm rồi mở liên kết thiết lập, hoặc «create-admin»."),
            )
        )
    return findings


def _schema(connection: sa.Connection, *, behind: bool) -> Finding:
    try:
        check_not_newer(connection)
    except DomainError as refusal:
        return Finding(False, str(refusal))
    if behind:
        return Finding(False, _("Cơ sở dữ liệu cần nâng cấp: chạy «python -m lib migrate»."))
    return Finding(True, _("Lược đồ dữ liệu ở phiên bản mới nhất."))
