"""Run every measurement and print one table."""

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import inside
from benchmarks.stores import PASSPHRASE, ROOT, Measured, passphrase_file, store_of
from benchmarks.terminal import terminal

_RUNS = 9
_BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Static
class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("bare-mark")
Bare().run()
"""


def line(name: str, value: str, goal: str) -> None:
    """Print one row of the table."""
    print(f"{name:<58} {value:>28}   goal {goal}", flush=True)


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def _ratio(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Return the median of the ratios taken in turn, and the median of the first in seconds."""
    one(), other()  # warm
    pairs = [(one(), other()) for _ in range(_RUNS)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs)


def starting() -> None:
    """Measure what a start costs, against the barest of its kind."""
    python = sys.executable
    for option, goal in (("--version", "2"), ("--help", "3")):
        ratio, seconds = _ratio(
            lambda option=option: _seconds([python, "-m", "caseload_tui", option]),  # type: ignore[misc]
            lambda: _seconds([python, "-c", "pass"]),
        )
        line(f"{option} / python -c pass", f"{ratio:.2f}x ({seconds * 1000:.0f} ms)", f"{goal}x")


def unlocking(small: Measured, large: Measured) -> None:
    """Measure the unlock screen, and from Enter to the first row."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(_BARE)

        def first_paint(command: list[str], mark: bytes) -> float:
            with terminal(command) as screen:
                return screen.until(mark) - screen.began

        ours = [sys.executable, "-m", "caseload_tui", "--store", str(small.path)]
        ratio, seconds = _ratio(
            lambda: first_paint(ours, b"Passphrase"),
            lambda: first_paint([sys.executable, str(bare)], b"bare-mark"),
        )
        line("unlock screen / bare Textual app", f"{ratio:.2f}x ({seconds * 1000:.0f} ms)", "1.3x")
    derivation = statistics.median(inside.derivation(small.path, PASSPHRASE) for _ in range(_RUNS))
    line("  of which key derivation, stated apart", f"{derivation * 1000:.0f} ms", "-")
    for store in (small, large):
        took = [_enter_to_row(store) - derivation for _ in range(5)]
        line(
            f"Enter to first row less derivation, {store.people:,} people",
            f"{statistics.median(took) * 1000:.0f} ms",
            "100 ms",
        )


def _enter_to_row(store: Measured) -> float:
    with terminal([sys.executable, "-m", "caseload_tui", "--store", str(store.path)]) as screen:
        screen.until(b"Passphrase")
        screen.press(PASSPHRASE.encode())
        began = screen.press(b"\r")
        return screen.until(b"Diary") - began


def pressing(store: Measured) -> None:
    """Measure a key on the list until the screen has been painted."""
    with terminal([sys.executable, "-m", "caseload_tui", "--store", str(store.path)]) as screen:
        screen.until(b"Passphrase")
        screen.press(PASSPHRASE.encode() + b"\r")
        screen.until(b"Diary")
        screen.press(b"2")
        screen.quiet(0.5)
        for key, name in ((b"j", "down"), (b"\x1b[6~", "page down")):
            took = []
            for _ in range(30):
                began = screen.press(key)
                took.append(screen.painted() - began)
            took.sort()
            value = f"{statistics.median(took) * 1000:.1f} / {took[-2] * 1000:.1f} ms"
            line(f"key to paint, {name}, {store.people:,} people, median / p95", value, "16 ms median")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--people", type=int, default=20_000, help="size of the large store")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    secret = passphrase_file()
    stores = [store_of(people) for people in sorted({60, 600, options.people})]
    small, middle, large = stores[0], stores[1], stores[-1]
    for store in stores:
        if store.import_seconds is not None:
            value = f"{store.invent_seconds:.1f} s + {store.import_seconds:.1f} s"
            line(f"invented and imported, {store.people:,} people", value, "-")
    starting()
    unlocking(small, large)
    pressing(small)
    pressing(large)
    for name, value, goal in inside.measures(middle.path, large.path, secret):
        line(name, value, goal)


if __name__ == "__main__":
    main()
