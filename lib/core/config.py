"""What the environment says. Nothing else in the project reads environment variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def read(environment: Mapping[str, str] | None = None) -> Config:
    env = os.environ if environment is None else environment
    port = int(env.get("PORT") or 8501)
    return Config(
        data_dir=Path(env.get("DATA_DIR") or ROOT / "data").expanduser().absolute(),
        database_url=env.get("DATABASE_URL") or None,
        owner_url=env.get("DATABASE_OWNER_URL") or None,
        host=env.get("HOST") or "127.0.0.1",
        port=port,
        public_url=(env.get("PUBLIC_URL") or f"http://localhost:{port}").rstrip("/"),
        is_demo=env.get("KETNOI_DEMO") == "1",
    )
