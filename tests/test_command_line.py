"""The command line as a person without make uses it."""

import os
import subprocess
import sys

import pytest

from lib.core.config import ROOT


def lib(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lib", *arguments],
        cwd=ROOT, env=os.environ | environment, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="a file name is Unicode there")
def test_a_file_name_that_is_not_unicode_is_told_and_no_stumbling_block(tmp_path):
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/h\xff.csv")
    done = lib("rank", name, "--programmes", name)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.decode().count("Không đọc được tệp") == 2
