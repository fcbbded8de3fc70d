"""One embedded database on disk: where its parts lie, and how a new one is made.

`initdb` works in a directory of its own that is renamed when complete, so a half-made database is never
taken for a real one, however the process died.
"""

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lib.core.embedded.account import SYSTEM_HOME, Account
from lib.core.embedded.binaries import MAJOR, binary_for
from lib.core.errors import DomainError
from lib.core.i18n import N_

SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
FORBIDDEN_IN_PATHS = '"$`\\\n'  # pg_ctl hands the path to a shell, which would read these its own way
SOCKET_PATH_LIMIT = 103  # bytes; macOS allows 103, Linux 107


class DataDirectoryUnusable(DomainError):
    message = N_(
        "Không dùng được thư mục dữ liệu {path}: {reason}. Hãy kiểm tra quyền ghi và dung lượng đĩa, "
        "hoặc đổi DATA_DIR sang thư mục khác."
    )


class UnfitPath(DomainError):
    message = N_(
        "Đường dẫn thư mục dữ liệu {path} có dấu nháy kép, $, ` hoặc \\ nên không dùng được. "
        "Hãy đổi DATA_DIR sang đường dẫn khác."
    )


class PasswordLost(DomainError):
    message = N_(
        "Cơ sở dữ liệu ở {data} còn nguyên nhưng mất tệp mật khẩu quản trị {path}. Hãy chép tệp này về từ bản sao lưu."
    )


class NotCreated(DomainError):
    message = N_("Không tạo được cơ sở dữ liệu mới ở {path}. Hãy kiểm tra dung lượng đĩa rồi chạy lại.")


@dataclass(frozen=True)
class Cluster:
    """The files of one embedded database; `home` is the app's data directory."""

    home: Path

    @property
    def place(self) -> Path:
        """Where people look for it; a link where the real directory had to lie elsewhere."""
        return self.home / f"postgres-{MAJOR}"

    @property
    def data(self) -> Path:
        return self.place.resolve()

    @property
    def password_file(self) -> Path:
        return self._beside("password")

    @property
    def turn_file(self) -> Path:
        return self._beside("lock")

    @property
    def users_file(self) -> Path:
        return self._beside("users")

    @property
    def socket_place(self) -> Path:
        return self._beside("run")

    def _beside(self, suffix: str) -> Path:
        return self.home / f"{self.place.name}.{suffix}"

    def exists(self) -> bool:
        return (self.place / "PG_VERSION").exists()

    def password(self) -> str:
        try:
            return self.password_file.read_text("utf-8").strip()
        except FileNotFoundError:
            raise PasswordLost(data=self.data, path=self.password_file) from None


def cluster_at(home: Path) -> Cluster:
    """Open the app's data directory, made private when new.

    Where the server needs an account of its own, that account may pass through (mode 0711), not look around.
    """
    home = home.absolute()
    if os.name != "nt" and set(FORBIDDEN_IN_PATHS) & set(str(home.resolve())):
        raise UnfitPath(path=home)
    as_root = os.name != "nt" and os.geteuid() == 0
    try:
        home.mkdir(mode=0o711 if as_root else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataDirectoryUnusable(path=home, reason=error.strerror) from error
    return Cluster(home.resolve())


def create(cluster: Cluster, account: Account) -> None:
    """Make the database: UTF-8, collation `C.UTF-8` of PostgreSQL itself, checksums, no way in without password.

    About 0.6 s. Raises `NotCreated`, `DataDirectoryUnusable`.
    """
    for leftover in cluster.home.glob(f"{cluster.place.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        reachable = account.can_enter(cluster.home)
        if not reachable:
            SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        parent = cluster.home if reachable else SYSTEM_HOME
        draft = Path(tempfile.mkdtemp(prefix=f"{cluster.place.name}.new-", dir=parent))
        try:
            _initdb(cluster, account, draft)
            if reachable:
                draft.rename(cluster.place)
            else:
                final = draft.rename(Path(str(draft).replace(".new-", "-")))
                cluster.place.unlink(missing_ok=True)
                cluster.place.symlink_to(final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise DataDirectoryUnusable(path=cluster.home, reason=error.strerror) from error


def _initdb(cluster: Cluster, account: Account, draft: Path) -> None:
    account.takes_over(draft)
    handle, name = tempfile.mkstemp(prefix=f"{cluster.place.name}.new-", dir=draft.parent)
    password_copy = Path(name)  # the server's account may not read the app's own file
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_new_password(cluster))
        account.takes_over(password_copy)
        done = account.run(
            [
                str(binary_for(account, "initdb")),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_copy}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ]
        )
    finally:
        password_copy.unlink()
    if done.returncode != 0:
        raise NotCreated(path=cluster.place)


def _new_password(cluster: Cluster) -> str:
    """Write a random password first, so that no database ever exists without one on record."""
    try:
        handle = os.open(cluster.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if cluster.password():
            return cluster.password()
        cluster.password_file.unlink()
        return _new_password(cluster)
    password = secrets.token_urlsafe(32)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(password)
        file.flush()
        os.fsync(file.fileno())
    return password


def new_socket_directory(cluster: Cluster, account: Account) -> Path:
    """A fresh private directory for the socket: beside the data, or a short one where that path is too long.

    It never lies inside the data directory, where copies of the data would carry a stale lock along.
    Call only while no server runs.
    """
    remove_socket_directory(cluster)
    if _fits(cluster.socket_place) and account.can_enter(cluster.home):
        cluster.socket_place.mkdir(mode=0o700)
        account.takes_over(cluster.socket_place)
        return cluster.socket_place
    for parent in dict.fromkeys([Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]):  # noqa: S108  mkdtemp
        if _fits(parent / "ketnoi-xxxxxxxx") and account.can_enter(parent):
            short = Path(tempfile.mkdtemp(prefix="ketnoi-", dir=parent))
            account.takes_over(short)
            cluster.socket_place.symlink_to(short)
            return short
    raise DataDirectoryUnusable(path=cluster.home, reason=SOCKET_NAME)


def remove_socket_directory(cluster: Cluster) -> None:
    place = cluster.socket_place
    target = place.resolve()
    if place.is_symlink():
        place.unlink()
        if not target.name.startswith("ketnoi-"):
            return
    shutil.rmtree(target, ignore_errors=True)


def _fits(directory: Path) -> bool:
    """The kernel limits the length; a comma would mean two directories to PostgreSQL, quotes end its string."""
    path = directory / SOCKET_NAME
    return len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./ -]+", str(path)) is not None
