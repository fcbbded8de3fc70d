"""What a backup says about itself, and how far a database agrees with it."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from lib.backups.sealing import Damaged, SealedReader
from lib.core.i18n import _

_LENGTH = 8  # bytes before the manifest that tell its length
LARGEST = 16 * 1024**2


@dataclass(frozen=True)
class Table:
    """A table's rows: how many, and two sums over parts of each row's SHA-256, whatever their order."""

    rows: int
    first_sum: int
    second_sum: int


@dataclass(frozen=True)
class Contents:
    """Everything that is compared: tables by their full name; `shape` holds one line for each owner, right of a
    role, policy, trigger, constraint, index and function."""

    tables: dict[str, Table]
    shape: frozenset[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True)
class Manifest:
    """`revision` is the schema's, None before the first migration; `client_major` wrote the dump."""

    made_at: datetime
    database: str
    revision: str | None
    app_version: str
    server_version: str
    client_major: int
    database_bytes: int
    roles: tuple[str, ...]
    contents: Contents

    def to_bytes(self) -> bytes:
        plain = asdict(self) | {
            "made_at": self.made_at.isoformat(),
            "contents": {
                "tables": {name: [t.rows, t.first_sum, t.second_sum] for name, t in self.contents.tables.items()},
                "shape": sorted(self.contents.shape),
            },
        }
        text = json.dumps(plain, ensure_ascii=False).encode()
        return len(text).to_bytes(_LENGTH) + text


def read(sealed: SealedReader, name: str) -> Manifest:
    """The manifest at the beginning of a backup; raises Damaged."""
    length = int.from_bytes(sealed.take(_LENGTH))
    if length > LARGEST:
        raise Damaged(name=name)
    try:
        plain = json.loads(sealed.take(length))
        contents = plain.pop("contents")
        return Manifest(
            **plain
            | {
                "made_at": datetime.fromisoformat(plain["made_at"]),
                "roles": tuple(plain["roles"]),
                "contents": Contents(
                    {table: Table(*sums) for table, sums in contents["tables"].items()}, frozenset(contents["shape"])
                ),
            }
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise Damaged(name=name) from problem


def differences(wanted: Contents, found: Contents) -> Iterator[str]:
    """One sentence for each way in which `found` is not what the backup says; none means proven equal."""
    for table in sorted(wanted.tables.keys() | found.tables.keys()):
        was, now = wanted.tables.get(table), found.tables.get(table)
        if was is None or now is None:
            missing = _("thiếu bảng {table}") if now is None else _("thừa bảng {table}")
            yield missing.format(table=table)
        elif was.rows != now.rows:
            yield _("bảng {table} có {now} dòng thay vì {was}").format(table=table, now=now.rows, was=was.rows)
        elif was != now:
            yield _("bảng {table} đủ dòng nhưng khác nội dung").format(table=table)
    for line in sorted(wanted.shape - found.shape):
        yield _("thiếu «{line}»").format(line=line)
    for line in sorted(found.shape - wanted.shape):
        yield _("thừa «{line}»").format(line=line)
