"""Whose process the database is.

PostgreSQL refuses to run as root, and containers often run everything as root. Then the server runs as an
account without rights, which owns the data directory and nothing else. The permissions of directories that
are not ours are never widened: what that account cannot reach is placed where it can.
"""

import errno
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from lib.core.errors import DomainError
from lib.core.i18n import N_

if sys.platform != "win32":
    import pwd

SERVICE_ACCOUNT = "ketnoi-db"
SYSTEM_HOME = Path("/var/lib/ket-noi")


class NoServiceAccount(DomainError):
    message = N_(
        "Ứng dụng đang chạy bằng quyền root nhưng PostgreSQL không được chạy bằng root, "
        "và không dùng được tài khoản «{name}» để chạy thay: {reason}. "
        "Hãy chạy ứng dụng bằng một tài khoản thường, hoặc tạo tài khoản này: useradd --system {name}"
    )


class ForeignDataDirectory(DomainError):
    message = N_(
        "Thư mục cơ sở dữ liệu {path} thuộc về tài khoản khác (mã {owner}). "
        "Hãy chạy ứng dụng bằng đúng tài khoản đó, hoặc đổi DATA_DIR sang thư mục khác."
    )


@dataclass(frozen=True)
class Account:
    """An operating-system account; `uid` None means: the one that we run as."""

    uid: int | None = None
    gid: int | None = None

    def takes_over(self, path: Path) -> None:
        """Make this account the owner of `path` itself, not of what lies in it."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, directory: Path) -> bool:
        """Tell by trying: permissions alone say too little where access lists or mounts play a part."""
        if self.uid is None:
            return os.access(directory, os.X_OK)
        return self.run(["test", "-x", str(directory)]).returncode == 0

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a short command as this account. What it prints is for people only.

        Raises PermissionError where this account may not run it at all.
        Output goes through no pipe: a server started by the command would keep the pipe open for ever.
        """
        try:
            return subprocess.run(  # noqa: S603  our own fixed programs, no shell
                command,
                cwd=Path(__file__).anchor,  # ours may be out of that account's reach
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                umask=0o077,
            )
        except PermissionError as refused:
            if refused.errno != errno.EPERM:  # the program itself is out of reach
                raise
            raise NoServiceAccount(name=SERVICE_ACCOUNT, reason=refused.strerror) from refused


def account_for(data: Path) -> Account:
    """The account that must run the server on `data`: its owner, or for a new directory the service account."""
    if os.name == "nt":
        return Account()
    if data.exists():
        return _owner(data)
    return _service_account() if os.geteuid() == 0 else Account()


def _owner(data: Path) -> Account:
    status = data.stat()
    if os.geteuid() == 0 and status.st_uid != 0:
        return Account(status.st_uid, status.st_gid)
    if status.st_uid == os.geteuid() != 0:
        return Account()
    raise ForeignDataDirectory(path=data, owner=status.st_uid)


def _service_account() -> Account:
    found = _look_up()
    if found:
        return found
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise NoServiceAccount(name=SERVICE_ACCOUNT, reason="useradd?")
    made = subprocess.run(  # noqa: S603  our own fixed program, no shell
        [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            str(SYSTEM_HOME),
            "--shell",
            "/usr/sbin/nologin",
            SERVICE_ACCOUNT,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    for _attempt in range(20):  # another process may be adding the same account right now
        found = _look_up()
        if found:
            return found
        time.sleep(0.1)
    raise NoServiceAccount(name=SERVICE_ACCOUNT, reason=made.stderr.strip())


def _look_up() -> Account | None:
    try:
        entry = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)
