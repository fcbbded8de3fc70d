"""Restoring, and the proof: what came back is counted, hashed and compared before it gets a name.

Everything is restored into a scratch database first. Only one that agrees with the manifest in every row and right
is renamed to what was asked for, so a process that dies in the middle changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import sqlalchemy as sa

from lib.backups import commands, making, manifest, programs, queries
from lib.backups.manifest import Manifest
from lib.backups.rules import Purpose
from lib.backups.sealing import SealedReader
from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_
from lib.migrations import upgrade

SHOWN = 5  # differences told in full


class Unreadable(InvalidInput):
    message = N_("Không mở được tệp sao lưu «{name}»: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.")


class NotProven(DomainError):
    message = N_(
        "Bản sao lưu «{name}» phục hồi ra dữ liệu KHÁC với lúc sao lưu ({count} điểm khác: {differences}). "
        "Dữ liệu đang dùng không bị thay đổi. Hãy dùng bản sao lưu khác và báo người phụ trách phần mềm."
    )


class FromNewerApp(InvalidInput):
    message = N_(
        "Bản sao lưu «{name}» có lược đồ {revision}, mới hơn phần mềm này. "
        "Hãy cập nhật phần mềm lên phiên bản {version} trở lên rồi phục hồi."
    )


class DatabaseEmpty(InvalidInput):
    message = N_("Bản sao lưu «{name}» không có bảng nào của phần mềm, nên không thể thay dữ liệu đang dùng.")


@dataclass(frozen=True)
class Replaced:
    """`safety` is the backup made just before; `aside` is the name under which the old database stays."""

    manifest: Manifest
    safety: Path
    aside: str


def inspect(path: Path, passphrase: str | None) -> Manifest:
    """What a backup says about itself; raises what `SealedReader` raises, and Unreadable."""
    with _opened(path) as file:
        return manifest.read(SealedReader(file, path.name, passphrase), path.name)


def verify(path: Path, admin: sa.URL, passphrase: str | None) -> Manifest:
    """Restore into a scratch database, compare all of it, drop it; raises NotProven, Damaged, RestoreFailed…"""
    with commands.administrating(admin) as connection, _proven(connection, path, passphrase) as (found, name):
        commands.drop(connection, name)
        return found


def restore_into(path: Path, admin: sa.URL, name: str, passphrase: str | None) -> Manifest:
    """Restore into a new database called `name`; raises NameTaken before anything is done."""
    with commands.administrating(admin) as connection:
        if name in queries.databases(connection):
            raise commands.NameTaken(name=name)
        with _proven(connection, path, passphrase) as (found, scratch):
            commands.rename(connection, scratch, name)
            return found


def replace(
    path: Path, admin: sa.URL, source: sa.URL, safe_place: Path, now: datetime, passphrase: str | None
) -> Replaced:
    """Put a backup in the place of the database at `source`, after a safety backup of what is there now.

    The old database stays aside under another name until the next restore; raises FromNewerApp, StillInUse.
    """
    _check_fits(path, passphrase)
    current = str(source.database)
    aside = f"{current}_before_{now:%Y%m%d_%H%M%S}"
    with commands.administrating(admin) as connection:
        with _proven(connection, path, passphrase) as (found, scratch):
            # As late as possible, so that it holds what people saved meanwhile.
            safety = making.back_up(source, safe_place, Purpose.SAFETY, now, passphrase)
            commands.swap(connection, current, scratch, aside)
        commands.drop_aside(connection, current, aside)
    return Replaced(found, safety.path, aside)


def _check_fits(path: Path, passphrase: str | None) -> None:
    said = inspect(path, passphrase)
    if said.revision is None:
        raise DatabaseEmpty(name=path.name)
    if not any((upgrade.HERE / "versions").glob(f"{said.revision}_*.py")):
        raise FromNewerApp(name=path.name, revision=said.revision, version=said.app_version)


@contextmanager
def _proven(connection: sa.Connection, path: Path, passphrase: str | None) -> Iterator[tuple[Manifest, str]]:
    """A scratch database that equals the backup; dropped when anything goes wrong, also with the caller."""
    scratch = f"{commands.SCRATCH}{uuid4().hex[:8]}"
    target = connection.engine.url.set(database=scratch)
    with _opened(path) as file:
        sealed = SealedReader(file, path.name, passphrase)
        said = manifest.read(sealed, path.name)
        try:
            commands.make_scratch(connection, scratch, said.roles)
            programs.restore(target, said.client_major, sealed.rest())
            _prove(target, said, path.name)
            yield said, scratch
        except BaseException:
            commands.drop(connection, scratch)
            raise


def _prove(target: sa.URL, said: Manifest, name: str) -> None:
    with queries.connected(target) as restored:
        found = list(manifest.differences(said.contents, queries.contents(restored)))
    if found:
        raise NotProven(name=name, count=len(found), differences="; ".join(found[:SHOWN]))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as problem:
        raise Unreadable(name=path, reason=problem.strerror) from problem
    with file:
        yield file
