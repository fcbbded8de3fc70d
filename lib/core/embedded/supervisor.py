"""Several app processes share one server: the first starts it, the last one to end stops it.

Two locks of the operating system, which vanish with their holders even after kill -9: the *turn* is held while
somebody starts or stops, the *users* lock is held shared by each process for as long as it uses the server.
"""

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fasteners import InterProcessLock, InterProcessReaderWriterLock

from lib.core.embedded import cluster as clusters
from lib.core.embedded import postmaster
from lib.core.embedded.account import account_for
from lib.core.embedded.cluster import Cluster
from lib.core.embedded.server import Server
from lib.core.embedded.settings import write_settings
from lib.core.errors import DomainError
from lib.core.i18n import N_

TURN_PATIENCE = postmaster.START_PATIENCE + 60  # seconds

_in_this_process = threading.RLock()
_users: dict[Path, InterProcessReaderWriterLock] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_users.clear)  # a forked child has no part in its parent's locks


class AnotherIsStarting(DomainError):
    message = N_(
        "Một tiến trình khác đang khởi động hoặc dừng cơ sở dữ liệu ở {data} đã {seconds} giây chưa xong. "
        "Hãy đợi rồi chạy lại; nếu vẫn vậy, hãy khởi động lại máy."
    )


def ensure_running(data_dir: Path) -> Server:
    """A server on `data_dir` that answers: found, started, or made anew (about 0.2 s warm, 1 s new).

    `data_dir` is the app's data directory; the database lies in `postgres-18` below it. May be called again at
    any time, for instance after a lost connection: a server that died is started again. The server outlives
    interrupts of the app and is stopped when the last process that called this ends.

    Raises a `DomainError` that tells what stands in the way.
    """
    cluster = clusters.cluster_at(data_dir)
    with _turn(cluster):
        if not cluster.exists():
            clusters.create(cluster, account_for(cluster.data))
        password = cluster.password()
        if postmaster.running(cluster.data) is None:
            _start(cluster)
        _join(cluster)
    return postmaster.wait_until_answers(cluster.data, password)


def leave(data_dir: Path) -> None:
    """This process needs the server no more; nobody else does: stop it. Runs by itself when Python ends."""
    cluster = Cluster(data_dir.resolve())
    with _in_this_process:
        users = _users.pop(cluster.home, None)
        if users is None:
            return
        if not cluster.exists():  # somebody removed the directory; the server ends by itself
            users.release_read_lock()
            return
        with _turn(cluster):
            users.release_read_lock()
            if users.acquire_write_lock(blocking=False):
                try:
                    _stop(cluster)
                finally:
                    users.release_write_lock()


def stop(data_dir: Path) -> None:
    """Stop the server now, whoever still uses it."""
    cluster = Cluster(data_dir.resolve())
    if not cluster.exists():
        return
    with _turn(cluster):
        users = _users.pop(cluster.home, None)
        if users:
            users.release_read_lock()
        _stop(cluster)


def _start(cluster: Cluster) -> None:
    data, account = cluster.data, account_for(cluster.data)
    sockets = None if os.name == "nt" else clusters.new_socket_directory(cluster, account)
    write_settings(data, account, sockets)
    postmaster.start(data, account)


def _stop(cluster: Cluster) -> None:
    postmaster.stop(cluster.data, account_for(cluster.data))
    clusters.remove_socket_directory(cluster)


@contextmanager
def _turn(cluster: Cluster) -> Iterator[None]:
    lock = InterProcessLock(cluster.turn_file)
    with _in_this_process:
        if not lock.acquire(timeout=TURN_PATIENCE):
            raise AnotherIsStarting(data=cluster.place, seconds=TURN_PATIENCE)
        try:
            yield
        finally:
            lock.release()


def _join(cluster: Cluster) -> None:
    if cluster.home in _users:
        return
    users = InterProcessReaderWriterLock(cluster.users_file)
    users.acquire_read_lock()
    _users[cluster.home] = users
    atexit.register(leave, cluster.home)
