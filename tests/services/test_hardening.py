"""What a program that holds a key keeps from others: no core dump, no look into it, no value in what Python prints."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "SAMPLE, Alan: rent arrears"


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the calls are those of Linux")
def test_a_program_that_unlocks_a_store_leaves_no_core_and_lets_nobody_look_in(tmp_path: Path) -> None:
    code = """
import ctypes, resource, sys
from pathlib import Path
from caseload_tui.services import opening
from caseload_tui.store.keys import weak_keys_in_tests
before = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
with weak_keys_in_tests():
    session, _ = opening.create(Path(sys.argv[1]), "four invented words here", opening.Owner("R. EXAMPLE"))
print(before, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
session.store.close()
"""
    done = python(code, str(tmp_path / "a.store"))
    assert done.stdout.strip() == "1 0 (0, 0)", done.stderr


_FAULTS = {
    "anywhere": "raise ValueError(secret)",
    "in a thread": "import threading; t = threading.Thread(target=fail, args=(secret,)); t.start(); t.join()",
    "while an object goes": "class Thing:\\n    def __del__(self): fail(secret)\\nThing()",
}


@pytest.mark.parametrize("fault", _FAULTS.values(), ids=_FAULTS)
def test_what_nobody_catches_is_told_without_its_message(fault: str) -> None:
    code = f"""
import sys
from caseload_tui.cli import faults
faults.hide_values()
secret = sys.argv[1]
def fail(words):
    raise ValueError(words)
exec('''{fault}''')
"""
    done = python(code, SECRET)
    assert "ValueError" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [word for word in SECRET.split() if word in done.stderr]
