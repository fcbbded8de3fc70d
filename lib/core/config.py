"""What the environment says. Nothing else in the project reads environment variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from lib.core.errors import InvalidInput
from lib.core.i18n import N_

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Config:
    """Choices made outside the app.

    Without `database_url` an embedded PostgreSQL runs in `data_dir`. With it, `database_url` signs in as the role
    that has only the rights the app needs, and `owner_url` as the role that owns the schema (for migrations).
    A sign-in ends after `session_idle` without anybody doing anything, and after `session_length` in any case.
    `admin_url` may create databases and see every row (for restoring, and for backups where the owner may not).
    """

    data_dir: Path
    database_url: str | None
    owner_url: str | None
    host: str
    port: int
    public_url: str
    is_demo: bool
    session_idle: timedelta
    session_length: timedelta
    admin_url: str | None
    backup_dir: Path | None
    backup_keep: int
    backup_at: time
    backup_passphrase_file: Path | None


class BadSetting(InvalidInput):
    message = N_("Biến môi trường {name} có giá trị «{value}» không dùng được. Hãy ghi như ví dụ: {example}.")


class InvalidPort(InvalidInput):
    message = N_("PORT «{value}» không phải là số cổng. Hãy ghi một số từ 1 đến 65535, ví dụ PORT=8502.")


def read(environment: Mapping[str, str] | None = None) -> Config:
    """Raises InvalidPort, BadSetting."""
    env = os.environ if environment is None else environment
    port = _port(env.get("PORT") or "8501")
    return Config(
        data_dir=Path(env.get("DATA_DIR") or ROOT / "data").expanduser().absolute(),
        database_url=env.get("DATABASE_URL") or None,
        owner_url=env.get("DATABASE_OWNER_URL") or None,
        host=env.get("HOST") or "127.0.0.1",
        port=port,
        public_url=(env.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        is_demo=env.get("KETNOI_DEMO") == "1",
        session_idle=timedelta(minutes=_number(env, "SESSION_IDLE_MINUTES", "30")),
        session_length=timedelta(hours=_number(env, "SESSION_HOURS", "12")),
        admin_url=env.get("DATABASE_ADMIN_URL") or None,
        backup_dir=_path(env.get("BACKUP_DIR")),
        backup_keep=_days(env.get("BACKUP_KEEP") or "14"),
        backup_at=_time_of_day(env.get("BACKUP_AT") or "02:00"),
        backup_passphrase_file=_path(env.get("BACKUP_PASSPHRASE_FILE")),
    )


def _number(env: Mapping[str, str], name: str, usual: str) -> float:
    text = env.get(name) or usual
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text.strip(), re.ASCII) or float(text) <= 0:
        raise BadSetting(name=name, value=text, example=usual)
    return float(text)


def _path(value: str | None) -> Path | None:
    return Path(value).expanduser().absolute() if value else None


def _days(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise BadSetting(name="BACKUP_KEEP", value=value, example="14")
    return int(value)


def _time_of_day(value: str) -> time:
    try:
        return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise BadSetting(name="BACKUP_AT", value=value, example="02:00") from None


def for_program(**more: str) -> dict[str, str]:
    """The environment for PostgreSQL's own programs: ours without its PG… settings, plus what they shall know.

    A password passed this way stands on no command line, where every account of the machine could read it.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE_"))}
    return ours | {"LC_ALL": "C"} | more


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text.strip(), re.ASCII) or not 1 <= int(text) <= 65535:
        raise InvalidPort(value=text)
    return int(text)
