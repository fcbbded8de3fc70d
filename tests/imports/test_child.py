"""The process that parses uploads cannot take more than it is given."""

import subprocess
import sys
from pathlib import Path

import pytest

from lib.core.config import ROOT

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits; the wall clock remains")


def limited(code: str) -> str:
    """What the code says on stderr when it runs under the limits."""
    program = f"from lib.imports.child import limit_this_process; limit_this_process(); {code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False).stderr


@posix
def test_it_cannot_take_more_than_a_gigabyte():
    assert "MemoryError" in limited("bytearray(2**30)")


@posix
def test_it_cannot_write_a_file(tmp_path: Path):
    target = tmp_path / "x"
    assert "File too large" in limited(f"open({str(target)!r}, 'wb', buffering=0).write(b'x')")
    assert target.read_bytes() == b""


@posix
def test_it_cannot_open_many_files():
    assert "Too many open files" in limited("[open('/dev/null') for _ in range(64)]")


@posix
def test_small_work_is_not_disturbed():
    assert limited("sum(range(1000))") == ""
