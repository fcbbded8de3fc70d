"""The child process that parses one uploaded file: `python -m lib.imports.child KIND FILE_NAME`, file on stdin.

It limits itself before it looks at the first byte, so that the worst a file can do is to end this process.
On stdout: a line of JSON ({} or {"refused": sentence, "facts": {…}}), then the sheets as `wire.encode_sheets`.
"""

import json
import sys
import traceback
from collections.abc import Callable

from lib.core.i18n import N_
from lib.imports import limits, wire
from lib.imports.workbook import Sheet, UnreadableFile


def limit_this_process() -> None:
    """Memory, processor time, open files, no written files. Windows has no such limits: the parent's clock remains."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.CHILD_MEMORY),
        (resource.RLIMIT_CPU, limits.CHILD_CPU_SECONDS),
        (resource.RLIMIT_NOFILE, limits.CHILD_FILES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        allowed = resource.getrlimit(what)[1]
        limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (limit, limit))


def reader(kind: str) -> Callable[[bytes, str], list[Sheet]]:
    """Import only what this file needs, while importing is still allowed to take memory."""
    if kind == "csv":
        from lib.imports import csv_text

        return csv_text.read
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl then starts without it, in half the time
    from lib.imports import xlsx

    return xlsx.read


def main(kind: str, file_name: str) -> None:
    read = reader(kind)
    limit_this_process()
    answer: dict[str, object] = {}
    content = b""
    try:
        content = wire.encode_sheets(read(sys.stdin.buffer.read(), file_name))
    except UnreadableFile as refusal:
        traceback.print_exc()
        answer = {"refused": refusal.message, "facts": refusal.facts}
    except MemoryError:
        answer = {
            "refused": N_(
                "Tệp «{file}» quá phức tạp để đọc. Hãy chép riêng phần dữ liệu cần nhập sang một tệp Excel mới."
            ),
            "facts": {"file": file_name},
        }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    main(*sys.argv[1:])
