"""A small disk of its own, which a test may fill or make read-only."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.store.keys import weak_keys_in_tests

DISK = 96
"""MiB."""


@pytest.fixture
def disk() -> Iterator[Path]:
    """Return the folder of a small disk of its own."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only root of a Linux machine can make a small disk")
    folder = Path(tempfile.mkdtemp())  # not below pytest's own folder, which is closed to other users
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk can be made here: {made.stderr.decode().strip()}")
    try:
        with weak_keys_in_tests():
            yield folder
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607
        folder.rmdir()
