"""An uploaded file as a workbook of plain cells. The only door through which a spreadsheet comes in.

The file is parsed in a child process with limits on memory and time (`lib.imports.child`), because a few kilobytes
are enough to abort or to stop the process that parses them. The child is started with pipes, never forked, so this
works from any thread of the web server.
"""

import hashlib
import json
import logging
import subprocess
import sys
import threading
from pathlib import Path

from lib.core.i18n import N_
from lib.imports import limits, wire
from lib.imports.preflight import Kind, check_upload
from lib.imports.workbook import Sheet, UnreadableFile, Workbook

_PROJECT = Path(__file__).parents[2]
_log = logging.getLogger(__name__)
_places = threading.BoundedSemaphore(limits.CHILDREN_AT_ONCE)

_TOO_COMPLEX = N_("Tệp «{file}» quá phức tạp để đọc. Hãy chép riêng phần dữ liệu cần nhập sang một tệp Excel mới.")


def read_workbook(data: bytes, file_name: str) -> Workbook:
    """Read .xlsx or .csv (UTF-8, or UTF-16 with its mark; comma, semicolon or tab).

    Takes a second or so and at most `limits.CHILD_WALL_SECONDS`. Raises `UnreadableFile` when the file is empty,
    damaged, hostile, of another kind or beyond `lib.imports.limits`.
    """
    kind = check_upload(data, file_name)
    if not _places.acquire(timeout=limits.CHILD_WALL_SECONDS):
        raise UnreadableFile(
            N_("Máy chủ đang đọc nhiều tệp khác. Hãy chờ một phút rồi tải «{file}» lên lại."), file=file_name
        )
    try:
        sheets = _read_in_child(kind, data, file_name)
    finally:
        _places.release()
    return Workbook(file_name=file_name, sha256=hashlib.sha256(data).hexdigest(), sheets=sheets)


def _read_in_child(kind: Kind, data: bytes, file_name: str) -> tuple[Sheet, ...]:
    name = file_name.replace("\x00", "")[-200:]
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and module; the file name is an argument, not a command
            [sys.executable, "-X", "utf8", "-s", "-B", "-m", "lib.imports.child", kind, name],
            input=data,
            capture_output=True,
            cwd=_PROJECT,
            # Nothing of the server's environment (passwords) is told to the child; Windows cannot start without it.
            env=None if sys.platform == "win32" else {},
            timeout=limits.CHILD_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise UnreadableFile(_TOO_COMPLEX, file=file_name) from late
    if child.returncode < 0:  # the system ended it for passing a limit
        raise UnreadableFile(_TOO_COMPLEX, file=file_name)
    if child.returncode != 0:
        raise RuntimeError(f"the reading process ended with {child.returncode}: {child.stderr.decode()[-4000:]}")
    answer, _, content = child.stdout.partition(b"\n")
    refusal = json.loads(answer)
    if refusal:
        _log.info("refused %r: %s", file_name, child.stderr.decode()[-2000:])
        raise UnreadableFile(refusal["refused"], **(refusal["facts"] | {"file": file_name}))
    return wire.decode_sheets(content)
