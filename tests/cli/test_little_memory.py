"""An import that the machine has too little memory for: refused in words or done, and the store whole either way."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import NORTHSIDE, ROOT, Run

START = """
import resource, sys
from caseload_tui import cli
from caseload_tui.store.keys import weak_keys_in_tests
limit = int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
with weak_keys_in_tests():
    sys.exit(cli.main(sys.argv[2:]))
"""
MANY = 10_000
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to this limit")


@pytest.mark.parametrize("mebibytes", [300, 95])
def test_with_little_memory_an_import_is_done_or_refused(mebibytes: int, run: Run, tmp_path: Path) -> None:
    before = run("check", "--format", "json").out
    folder = tmp_path / "in"
    folder.mkdir()
    crn = (NORTHSIDE / "cases.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    rows = (f"m{n},{crn},COAP,2026-01-{n % 28 + 1:02},{'note ' * 20}{n}" for n in range(MANY))
    (folder / "contacts.csv").write_text("\n".join(["contact_id,crn,type_code,date,notes", *rows]), encoding="utf-8")
    arguments = [str(mebibytes), "import", str(folder)]
    done = subprocess.run(
        [sys.executable, "-c", START, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    is_done = done.returncode == 0
    assert is_done or ("memory" in done.stderr and "fault in" not in done.stderr and "Traceback" not in done.stderr)
    assert is_done == (mebibytes == 300)
    assert run("check", "--format", "json").out == before
    assert run("undo").code == 0
