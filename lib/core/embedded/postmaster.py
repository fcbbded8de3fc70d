"""The server process: is it alive, start it, stop it, wait until it answers.

`postmaster.pid` alone proves nothing: its process may be dead, a zombie, or by now a stranger's. Alive means
that the process exists, is no zombie, and is PostgreSQL at work on our data directory. No other process is
ever signalled.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from lib.core.embedded.account import Account
from lib.core.embedded.binaries import binary_for
from lib.core.embedded.server import Server
from lib.core.errors import DomainError
from lib.core.i18n import N_

START_PATIENCE, ANSWER_PATIENCE, STOP_PATIENCE = 240, 300, 120  # seconds; recovery of 2 GB of log took 68 s
ORPHAN_PATIENCE = 30.0  # seconds in which the children of a killed server notice and end
NO_PROCESS = 2**31 - 1  # no system gives this number to a process
_PID_FILE, _START_LOG = "postmaster.pid", "start.log"


class ServerDidNotStart(DomainError):
    message = N_(
        "Cơ sở dữ liệu ở {data} không khởi động được: {reason}. "
        "Hãy xem nhật ký {log} và kiểm tra dung lượng đĩa, rồi chạy lại."
    )


class ServerDoesNotAnswer(DomainError):
    message = N_(
        "Cơ sở dữ liệu ở {data} đã chạy nhưng sau {seconds} giây vẫn chưa trả lời: {reason}. "
        "Nếu máy vừa mất điện, hãy đợi thêm vài phút rồi chạy lại; nếu không, hãy xem nhật ký {log}."
    )


class ServerDidNotStop(DomainError):
    message = N_("Cơ sở dữ liệu ở {data} chưa dừng sau {seconds} giây. Hãy đợi rồi thử lại; đừng tắt ngang tiến trình.")


@dataclass(frozen=True)
class Note:
    """What `postmaster.pid` says; parts that a server just starting has not written yet are None."""

    pid: int
    port: int | None
    socket_directory: str | None


def note_in(data: Path) -> Note | None:
    try:
        lines = (data / _PID_FILE).read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    lines = [line.strip() for line in lines] + [""] * 6
    if not lines[0].isdecimal():
        return None
    return Note(int(lines[0]), int(lines[3]) if lines[3].isdecimal() else None, lines[4] or None)


def running(data: Path) -> Note | None:
    """The note of a server that is alive, else None."""
    note = note_in(data)
    return note if note and _works_on(note.pid, data) else None


def _works_on(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().lower().startswith("postgres"):
            return False
        return str(data) in process.cmdline() or Path(process.cwd()) == data
    except psutil.Error:  # gone meanwhile, or another account's, which ours never is
        return False


def start(data: Path, account: Account) -> None:
    """Start the server on `data`, detached from us. The caller holds the turn and has seen that none runs.

    Returns when it accepts connections, or is still recovering after `START_PATIENCE`.
    """
    _disarm_stale_note(data, account)
    command = [
        str(binary_for(account, "pg_ctl")),
        "--wait",
        "--silent",
        f"--timeout={START_PATIENCE}",
        f"--pgdata={data}",
        f"--log={data / _START_LOG}",
        "start",
    ]
    deadline = time.monotonic() + ORPHAN_PATIENCE
    while True:
        (data / _START_LOG).unlink(missing_ok=True)
        if account.run(command).returncode == 0 or running(data):
            return
        reason = _last_complaint(data)
        if "shared memory block" not in reason or time.monotonic() > deadline:
            raise ServerDidNotStart(data=data, reason=reason, log=data / "log")
        time.sleep(0.2)


def _disarm_stale_note(data: Path, account: Account) -> None:
    """Write a number that no process has over a number that a stranger or a zombie has now.

    PostgreSQL would take that process for a running server. The rest of the file stays: through it
    PostgreSQL sees whether children of the old server still use its memory.
    """
    path = data / _PID_FILE
    note = note_in(data)
    if note is None and path.exists() and path.stat().st_size == 0:
        path.unlink()  # a crash of the machine left it empty: PostgreSQL would refuse to start
    elif note and psutil.pid_exists(note.pid) and not _works_on(note.pid, data):
        _first, *rest = path.read_text("utf-8", errors="replace").splitlines()
        draft = path.with_name(f"{_PID_FILE}.new")
        draft.write_text("\n".join([str(NO_PROCESS), *rest]) + "\n", "utf-8")
        draft.chmod(0o600)
        account.takes_over(draft)
        draft.replace(path)


def stop(data: Path, account: Account) -> None:
    """Stop the server in good order: connections are closed, nothing acknowledged is lost."""
    if running(data) is None:
        return
    account.run(
        [
            str(binary_for(account, "pg_ctl")),
            "--wait",
            "--silent",
            f"--timeout={STOP_PATIENCE}",
            f"--pgdata={data}",
            "--mode=fast",
            "stop",
        ]
    )
    if running(data):
        raise ServerDidNotStop(data=data, seconds=STOP_PATIENCE)


def wait_until_answers(data: Path, password: str, patience: float = ANSWER_PATIENCE) -> Server:
    """Wait through start and recovery until a query is answered; a server that ends meanwhile is an error at once."""
    deadline = time.monotonic() + patience
    while True:
        note = running(data)
        if note is None:
            raise ServerDidNotStart(data=data, reason=_last_complaint(data), log=data / "log")
        server = _server(data, note, password)
        problem = _problem(server) if server else ""
        if server and problem is None:
            return server
        if time.monotonic() > deadline or "authentication failed" in (problem or ""):
            raise ServerDoesNotAnswer(data=data, seconds=round(patience), reason=problem, log=data / "log")
        time.sleep(0.02)


def _server(data: Path, note: Note, password: str) -> Server | None:
    host = "127.0.0.1" if os.name == "nt" else note.socket_directory
    return Server(data, host, note.port, password) if host and note.port else None


def _problem(server: Server) -> str | None:
    """None when a query is answered. Asking for readiness first spares the log a line for each attempt."""
    conninfo = make_conninfo(
        host=server.host,
        port=server.port,
        user=server.superuser,
        dbname="postgres",
        password=server.superuser_password,
        connect_timeout=5,
    )
    readiness = pq.Ping(pq.PGconn.ping(conninfo.encode()))
    if readiness is not pq.Ping.OK:
        return readiness.name
    try:
        with psycopg.connect(conninfo) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as error:
        return str(error).strip()
    return None


def answers(data: Path, password: str) -> bool:
    """Tell whether a query is answered right now, without waiting."""
    note = running(data)
    server = _server(data, note, password) if note else None
    return server is not None and _problem(server) is None


def _last_complaint(data: Path) -> str:
    """The last fatal line that the server wrote, for the person who has to mend it."""
    logs = sorted((data / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)[-1:]
    for log in [data / _START_LOG, *logs]:
        if log.exists():
            lines = log.read_text("utf-8", errors="replace").splitlines()
            for line in reversed(lines):
                if "FATAL:" in line or "PANIC:" in line:
                    return line[line.index(":", line.index("A")) + 1 :].strip()
    return "?"
