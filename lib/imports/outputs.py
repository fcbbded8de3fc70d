"""What a command leaves behind: its result on the screen or in a file, and what it tells on the error stream."""

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from lib.core.errors import DomainError
from lib.core.i18n import N_


class NotWritten(DomainError):
    message = N_("{file}: không ghi được tệp ({reason}). Hãy chọn chỗ khác.")


def write_result(text: str, output: Path | None) -> None:
    """To the screen, or to a file that is there whole or not at all; raises NotWritten when that cannot be done."""
    try:
        if output is None:
            sys.stdout.write(text)
        else:
            _replace(output, text)
    except OSError as failure:
        raise NotWritten(file=output or "-", reason=failure.strerror) from failure


def _replace(output: Path, text: str) -> None:
    if not output.name:  # ".", "/" and "" are no files
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    unfinished = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def tell(lines: Iterable[object]) -> None:
    """One line each on the error stream, so that a result on the screen can still be piped on."""
    for line in lines:
        sys.stderr.write(f"{line}\n")
