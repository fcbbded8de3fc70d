"""PostgreSQL's own pg_dump and pg_restore: which copy of them fits a server, and how they are run."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from lib.backups.sealing import CHUNK
from lib.core import config, embedded
from lib.core.embedded.binaries import MAJOR
from lib.core.errors import DomainError
from lib.core.i18n import N_

LOCK_PATIENCE = "--lock-wait-timeout=60000"  # milliseconds
# pg_restore 18 sets this on every server; those before 17 do not know it and need not.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'


class ProgramTooOld(DomainError):
    message = N_(
        "Cần {program} phiên bản {wanted} trở lên: bản đi kèm là {bundled}, trên máy {found}. "
        "Hãy cài gói postgresql-client-{wanted} rồi chạy lại."
    )


class DumpFailed(DomainError):
    message = N_("Không sao lưu được: pg_dump báo «{reason}». Chưa có tệp nào được tạo. Hãy xử lý rồi chạy lại.")


class RestoreFailed(DomainError):
    message = N_("Không phục hồi được: pg_restore báo «{reason}». Dữ liệu đang dùng không bị thay đổi.")


def client_major(server_version: str) -> int:
    """The major version of the programs used with a server: ours, which know all older ones, or the server's."""
    return max(MAJOR, int(server_version.partition(".")[0]))


def dump(url: sa.URL, snapshot: str, major: int, write: Callable[[bytes], object]) -> None:
    """Hand the whole database, as it is in the snapshot, to `write` piece by piece; raises DumpFailed."""
    command = [
        str(_program("pg_dump", major)),
        "--format=custom",
        "--no-password",
        LOCK_PATIENCE,
        f"--snapshot={snapshot}",
        f"--dbname={_address(url)}",
    ]
    with tempfile.TemporaryFile() as complaints, _start(command, url, complaints, stdout=subprocess.PIPE) as process:
        try:
            while piece := _stream(process.stdout).read(CHUNK):
                write(piece)
        except BaseException:
            process.kill()
            raise
        finally:
            _stream(process.stdout).close()
        if process.wait() != 0:
            raise DumpFailed(reason=_first_error(complaints) or process.returncode)


def restore(url: sa.URL, major: int, pieces: Iterable[bytes]) -> None:
    """Fill an empty database from a dump; what `pieces` raises stops it. Raises RestoreFailed."""
    command = [str(_program("pg_restore", major)), "--no-password", f"--dbname={_address(url)}"]
    with tempfile.TemporaryFile() as complaints, _start(command, url, complaints, stdin=subprocess.PIPE) as process:
        try:
            _feed(_stream(process.stdin), pieces)
        except BaseException:
            process.kill()
            raise
        failed = process.wait() != 0
        reason = _first_error(complaints)
        if failed and (reason or process.returncode != 1):
            raise RestoreFailed(reason=reason or process.returncode)


def _feed(stdin: IO[bytes], pieces: Iterable[bytes]) -> None:
    try:
        with stdin:
            for piece in pieces:
                stdin.write(piece)
    except BrokenPipeError:  # it ended early; its complaint says why
        return


def _start(
    command: list[str],
    url: sa.URL,
    complaints: IO[bytes],
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int | None = None,
) -> subprocess.Popen[bytes]:
    environment = config.for_program(PGPASSWORD=url.password or "", PGAPPNAME="ketnoi-backup")
    return subprocess.Popen(  # noqa: S603  our own fixed programs, no shell
        command, stdin=stdin, stdout=stdout or subprocess.DEVNULL, stderr=complaints, env=environment
    )


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("the program was started without a pipe")
    return pipe


def _first_error(complaints: IO[bytes]) -> str | None:
    """The first line about an error that matters; later ones follow from it, and may quote data."""
    complaints.seek(0)
    lines = complaints.read(1024**2).decode(errors="replace").splitlines()
    errors = [line.split("error: ", 1)[1] for line in lines if ": error: " in line and HARMLESS not in line]
    return errors[0] if errors else None


def _address(url: sa.URL) -> str:
    """Where to connect, without the password."""
    named = url.translate_connect_args(username="user", database="dbname")
    named.pop("password", None)
    return make_conninfo(**dict(url.query) | named)


def _program(name: str, major: int) -> Path:
    if major <= MAJOR:
        return embedded.binary(name)
    installed = shutil.which(name)
    found = _major_of(installed) if installed else None
    if installed is None or found is None or found < major:
        raise ProgramTooOld(program=name, wanted=major, bundled=MAJOR, found=found or "–")
    return Path(installed)


def _major_of(program: str) -> int | None:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  found above
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(version[1]) if version else None
