"""The server's settings, rewritten at every start, so that a new version of the app brings its own.

A machine's own wishes go to `local.conf` in the data directory, which is read last and never written by us.
"""

import os
import socket
from pathlib import Path

import psutil

from lib.core.clock import SCHOOL_ZONE
from lib.core.embedded.account import Account

_MANAGED, _LOCAL = "ket-noi.conf", "local.conf"
_MEGABYTE = 1024 * 1024


def write_settings(data: Path, account: Account, socket_directory: Path | None) -> None:
    """`socket_directory` None: a free TCP port of this machine only (Windows)."""
    values = (
        _memory()
        | _network(socket_directory)
        | {
            "max_connections": "100",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": SCHOOL_ZONE.key,
            "log_timezone": SCHOOL_ZONE.key,
            "cluster_name": "ket-noi",
            "password_encryption": "scram-sha-256",
            # One file per weekday, each overwritten a week later.
            "logging_collector": "on",
            "log_directory": "log",
            "log_filename": "postgresql-%a.log",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_truncate_on_rotation": "on",
            "log_line_prefix": "%m [%p] %q%u@%d ",
            # The detail of an error quotes the row, and rows are about people.
            "log_error_verbosity": "terse",
        }
    )
    lines = [f"{name} = '{value}'\n" for name, value in values.items()]
    _replace(data / _MANAGED, account, "".join(lines))
    main = data / "postgresql.conf"
    text = main.read_text("utf-8")
    if _MANAGED not in text:
        includes = f"\ninclude_if_exists = '{_MANAGED}'\ninclude_if_exists = '{_LOCAL}'\n"
        _replace(main, account, text + includes)


def _memory() -> dict[str, str]:
    """The app and its pages need memory too: an eighth for the server's own cache, within bounds."""
    total = psutil.virtual_memory().total // _MEGABYTE
    return {
        "shared_buffers": f"{min(max(total // 8, 64), 512)}MB",
        "effective_cache_size": f"{max(total // 2, 256)}MB",
        "maintenance_work_mem": f"{min(max(total // 32, 32), 256)}MB",
        "work_mem": "8MB",
    }


def _network(socket_directory: Path | None) -> dict[str, str]:
    if socket_directory is None:
        return {"listen_addresses": "127.0.0.1", "port": str(_free_port()), "unix_socket_directories": ""}
    return {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": str(socket_directory),
        "unix_socket_permissions": "0700",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _replace(path: Path, account: Account, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    account.takes_over(draft)
    draft.replace(path)
