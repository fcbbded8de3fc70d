"""Making a backup: everything of one moment, in one file that is there whole or not at all."""

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import sqlalchemy as sa

from lib.backups import programs, queries, rules
from lib.backups.manifest import Manifest
from lib.backups.rules import Purpose
from lib.backups.sealing import SealedWriter
from lib.core.config import ROOT
from lib.core.errors import DomainError
from lib.core.i18n import N_
from lib.migrations.upgrade import found_head

MEGABYTE = 1024**2
SPARE = 64 * MEGABYTE


class DirectoryUnusable(DomainError):
    message = N_("Không ghi được bản sao lưu vào {path}: {reason}. Hãy kiểm tra thư mục, quyền ghi và đĩa.")


class DiskFull(DomainError):
    message = N_(
        "Đĩa của {path} chỉ còn {free} MB trống, cần {needed} MB. Chưa có gì thay đổi. "
        "Hãy dọn bớt tệp hoặc chọn đĩa khác rồi chạy lại."
    )


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    manifest: Manifest


def back_up(source: sa.URL, directory: Path, purpose: Purpose, now: datetime, passphrase: str | None) -> Made:
    """Write one backup of the database at `source` into `directory`, beside people's work on it.

    Raises AnotherRuns, RowsHidden, DiskFull, DirectoryUnusable, DumpFailed, NotConnected; then nothing is left.
    """
    with queries.snapshot(source) as snapshot:
        return write(snapshot, directory, purpose, now, passphrase)


def write(snapshot: queries.Snapshot, directory: Path, purpose: Purpose, now: datetime, passphrase: str | None) -> Made:
    """The same in a snapshot that is already held; the snapshot is also the turn to write."""
    url = snapshot.connection.engine.url
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_space(directory, queries.size(snapshot.connection))
        manifest = _describe(snapshot, now)
        stem = rules.file_stem(manifest.database, purpose, now)
        with _whole_or_nothing(directory, rules.written(manifest.database), stem) as (file, path):
            sealed = SealedWriter(file, passphrase)
            sealed.write(manifest.to_bytes())
            programs.dump(url, snapshot.name, manifest.client_major, sealed.write)
            sealed.finish()
    except OSError as problem:
        raise DirectoryUnusable(path=directory, reason=problem.strerror or problem) from problem
    return Made(path, manifest)


def check_space(directory: Path, database_bytes: int) -> None:
    """A backup never takes more than the database itself; raises DiskFull."""
    free, needed = shutil.disk_usage(directory).free, database_bytes + SPARE
    if free < needed:
        raise DiskFull(path=directory, free=free // MEGABYTE, needed=needed // MEGABYTE)


def _describe(snapshot: queries.Snapshot, now: datetime) -> Manifest:
    connection = snapshot.connection
    # The hashes come first: reading takes a light lock on every table, so no migration slips in before the dump.
    contents = queries.contents(connection)
    version = queries.server_version(connection)
    return Manifest(
        made_at=now,
        database=str(connection.engine.url.database),
        revision=found_head(connection),
        app_version=app_version(),
        server_version=version,
        client_major=programs.client_major(version),
        database_bytes=queries.size(connection),
        roles=queries.roles(connection),
        contents=contents,
    )


@cache
def app_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@contextmanager
def _whole_or_nothing(directory: Path, database: str, stem: str) -> Iterator[tuple[BinaryIO, Path]]:
    """A draft that only we may read, which gets its name once it is safely on the disk."""
    for leftover in directory.glob(f".{database}-*{rules.DRAFT_SUFFIX}"):  # of a process that was killed
        leftover.unlink(missing_ok=True)
    draft = directory / f".{stem}-{uuid4().hex[:8]}{rules.DRAFT_SUFFIX}"
    path = _free_name(directory, stem)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, path
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if os.name != "nt":
        _keep_name(directory)


def _free_name(directory: Path, stem: str) -> Path:
    path, number = directory / f"{stem}{rules.SUFFIX}", 1
    while path.exists():
        number += 1
        path = directory / f"{stem}-{number}{rules.SUFFIX}"
    return path


def _keep_name(directory: Path) -> None:
    """After a power cut the new name must still stand in the directory."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
