"""How to reach a running embedded server."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from lib.core.embedded.cluster import SUPERUSER


@dataclass(frozen=True)
class Server:
    """A server that has answered; `host` is the socket's directory, or 127.0.0.1 on Windows."""

    data: Path
    host: str
    port: int
    superuser_password: str = field(repr=False)
    superuser: str = SUPERUSER

    def dsn(self, user: str, database: str, password: str) -> URL:
        """A SQLAlchemy URL for psycopg. Its text hides the password; give the object itself to `create_engine`."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            password=password,
            database=database,
            query={"host": self.host, "port": str(self.port)},
        )

    def superuser_dsn(self, database: str = "postgres") -> URL:
        """For creating roles and databases only; the app itself never works as superuser."""
        return self.dsn(self.superuser, database, self.superuser_password)
