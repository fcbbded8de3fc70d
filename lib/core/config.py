"""What the environment says. Nothing else in the project reads environment variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lib.core.errors import InvalidInput
from lib.core.i18n import N_

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Config:
    """Choices made outside the app.

    Without `database_url` an embedded PostgreSQL runs in `data_dir`. With it, `database_url` signs in as the role
    that has only the rights the app needs, and `owner_url` as the role that owns the schema (for migrations).
    """

    data_dir: Path
    database_url: str | None
    owner_url: str | None
    host: str
    port: int
    public_url: str
    is_demo: bool


class InvalidPort(InvalidInput):
    message = N_("PORT «{value}» không phải là số cổng. Hãy ghi một số từ 1 đến 65535, ví dụ PORT=8502.")


def read(environment: Mapping[str, str] | None = None) -> Config:
    """Raises InvalidPort."""
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
    )


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text.strip(), re.ASCII) or not 1 <= int(text) <= 65535:
        raise InvalidPort(value=text)
    return int(text)
