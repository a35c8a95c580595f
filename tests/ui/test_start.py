"""What is imported on the way to the first paint: Textual, and light modules of our own."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import asyncio, sys
from pathlib import Path
from caseload_tui.ui.app import CaseloadApp

class Probe(CaseloadApp):
    def _warm(self):
        pass

async def start():
    app = Probe(Path(sys.argv[1]))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.screen.query("#passphrase"), app.screen
        print(*sorted(sys.modules))

asyncio.run(start())
"""

HEAVY = {
    "annotated_types",
    "argon2",
    "cryptography",
    "dateutil",
    "pydantic",
    "sqlcipher3",
    "sqlite3",
    "sqlite_utils",
    "caseload_tui.domain.records",
    "caseload_tui.engine.obligation",
    "caseload_tui.services.session",
    "caseload_tui.store",
}


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    store.touch()
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(store)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    modules = set(run.stdout.split())
    assert modules & HEAVY == set()
    ours = {name for name in modules if name.startswith("caseload_tui.") and ".ui" not in name}
    assert ours <= {
        "caseload_tui.domain",
        "caseload_tui.domain.text",
        "caseload_tui.domain.wording",
        "caseload_tui.errors",
        "caseload_tui.services",
        "caseload_tui.services.places",
    }
