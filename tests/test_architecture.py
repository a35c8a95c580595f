"""The shape of the program: what a start imports, how long a file may be, and who may look at the clock.

The direction of imports is held by import-linter, style and docstrings by ruff, both in pyproject.toml.
"""

import ast
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "caseload_tui"

# The third-party packages that each way of starting the program may import.
START_PATHS: dict[tuple[str, ...], set[str]] = {
    ("--version",): set(),
    ("--help",): set(),
}

# Of the standard library: what takes long to import and is not needed by a start that only prints.
SLOW = {"asyncio", "dataclasses", "inspect", "pathlib", "shutil", "sqlite3", "subprocess", "tomllib"}

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

# What is longer and why, as "room/module.py" or "room/module.py:function". An entry no longer needed fails.
LONG: dict[str, str] = {
    "cli/commands.py": "data only: one entry a command, read as one table",
    "domain/records.py": "one dataclass a table, read as one list beside the schema",
    "store/filtering.py": "one short function a field of the filter language, read as one table",
}

PURE_ROOMS = ("domain", "standards", "engine")
CLOCKS = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time", "time.localtime"}


def _imported(*arguments: str) -> set[str]:
    """Return the top-level modules that this start of Python imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    lines = (line for line in run.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", START_PATHS, ids=" ".join)
def test_a_start_imports_only_what_it_needs(arguments: tuple[str, ...]) -> None:
    bare = _imported("-c", "pass")  # what this machine's own set-up imports is not ours
    started = _imported("-m", "caseload_tui", *arguments)
    assert "caseload_tui" in started
    assert started - bare - sys.stdlib_module_names - {"caseload_tui"} == START_PATHS[arguments]
    assert started & SLOW - bare == set()


def _modules(*rooms: str) -> Iterator[tuple[str, ast.Module, int]]:
    """Yield each module's path inside the package, its tree and its number of lines."""
    for folder in [PACKAGE / room for room in rooms] or [PACKAGE]:
        for path in sorted(folder.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(PACKAGE).as_posix(), ast.parse(text), text.count("\n")


def test_what_is_long_has_a_reason() -> None:
    long = {}
    for name, tree, lines in _modules():
        if lines > LONGEST_MODULE:
            long[name] = lines
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                height = (node.end_lineno or node.lineno) - node.lineno + 1
                if height > LONGEST_FUNCTION:
                    long[f"{name}:{node.name}"] = height
    assert long.keys() == LONG.keys(), f"long now: {long}"


def test_the_pure_rooms_never_look_at_the_clock() -> None:
    looks = [
        f"{name}:{node.lineno}"
        for name, tree, _ in _modules(*PURE_ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    ]
    assert looks == []


async def test_tests_schedule_tasks_as_a_terminal_does() -> None:
    assert asyncio.get_running_loop().get_task_factory() is getattr(asyncio, "eager_task_factory", None)
