"""Run every measurement and print one table."""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks import inside
from benchmarks.stores import KEPT, PASSPHRASE, ROOT, Line, Measured, environment, store_of
from benchmarks.terminal import Terminal, terminal

_RUNS = 9
_TYPING = 1.5
"""Seconds that typing a passphrase takes at least; the program uses them to import what comes next."""

_LATE = rb"overdue +\d+ ?d"
"""What the first row of Today shows and nothing before it."""

_EVERYONE = b"\x15sort:name"
"""Instead of what the filter line says, everybody."""

_FIRST, _PAGE_DOWN, _PAGE_UP = b"g", b"\x1b[6~", b"\x1b[5~"

_BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Static
class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("bare-mark")
Bare().run()
"""


def starting() -> Iterator[Line]:
    """Measure what a start costs, against the barest of its kind."""

    def seconds(*arguments: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(), check=True, capture_output=True)
        return time.perf_counter() - began

    for option, goal in (("--version", "2x"), ("--help", "3x")):
        ratio, took = _ratio(
            lambda option=option: seconds("-m", "caseload_tui", option),  # type: ignore[misc]
            lambda: seconds("-c", "pass"),
        )
        yield Line(f"{option} / python -c pass", f"{ratio:.2f}x ({took * 1000:.0f} ms)", goal)


def unlocking(small: Measured, large: Measured) -> Iterator[Line]:
    """Measure the unlock screen, and from Enter to the first row."""
    bare = KEPT / "bare.py"
    bare.write_text(_BARE)

    def first_paint(command: list[str], mark: bytes) -> float:
        with terminal(command) as screen:
            return screen.until(mark) - screen.began

    ratio, took = _ratio(
        lambda: first_paint(_program(small), b"Passphrase"),
        lambda: first_paint([sys.executable, str(bare)], b"bare-mark"),
    )
    yield Line("unlock screen / bare Textual app", f"{ratio:.2f}x ({took * 1000:.0f} ms)", "1.3x")
    inside.derivation(small.path)  # warm
    for store in (small, large):
        pairs = [(_enter_to_row(store), inside.derivation(store.path)) for _ in range(_RUNS)]
        less = statistics.median(row - derivation for row, derivation in pairs)
        derived = statistics.median(derivation for _, derivation in pairs)
        value = f"{less * 1000:.0f} ms (less {derived * 1000:.0f})"
        yield Line(f"Enter to first row less key derivation, {store.people:,} people", value, "100 ms")


def _program(store: Measured) -> list[str]:
    return [sys.executable, "-m", "caseload_tui", "--store", str(store.path)]


def _unlock(screen: Terminal) -> float:
    """Type the passphrase and wait for the first row; return the moment of Enter."""
    screen.until(b"Passphrase")
    screen.rest(_TYPING)
    screen.press(PASSPHRASE.encode())
    began = screen.press(b"\r")
    screen.until(_LATE)
    return began


def _enter_to_row(store: Measured) -> float:
    with terminal(_program(store)) as screen:
        began = _unlock(screen)
        return time.perf_counter() - began


def pressing(store: Measured) -> Iterator[Line]:
    """Measure a key on the list until the screen has been painted, and the memory held then."""
    with terminal(_program(store)) as screen:
        _unlock(screen)
        for typed in (b"2", b"/", _EVERYONE, b"\r", _FIRST):
            screen.press(typed)
        for keys, name in (((b"j", b"j"), "down"), ((_PAGE_UP, _PAGE_DOWN), "page up or down"), ((b"1", b"2"), "area")):
            took = sorted(_paint(screen, keys[turn % 2]) for turn in range(30))
            value = f"{statistics.median(took) * 1000:.1f} / {took[28] * 1000:.1f} ms"
            yield Line(f"key to paint, {name}, {store.people:,} people, median / p95", value, "16 ms median")
        yield Line(f"memory held on the list, {store.people:,} people", f"{screen.mebibytes():.0f} MiB", "-")


def _paint(screen: Terminal, key: bytes) -> float:
    began = screen.press(key)
    return screen.painted() - began


def importing(store: Measured) -> Iterator[Line]:
    """State what the making of a store took, if it was made just now."""
    if store.records:
        a_record, ratio = store.seconds / store.records * 1e6, store.seconds / inside.bare_insertion(store.people)
        value = f"{store.seconds:.1f} s, {a_record:.0f} µs a record"
        yield Line(f"import, {store.people:,} people, {store.records:,} records", value, "-")
        yield Line("  / the same CSV into bare tables", f"{ratio:.0f}x", "-")
        yield Line("  most memory held", f"{store.mebibytes:.0f} MiB", "200 MiB")


def _ratio(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Return the median of the ratios taken in turn, and the median of the first in seconds."""
    one(), other()  # warm
    pairs = [(one(), other()) for _ in range(_RUNS)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs)


def _everything(large: int) -> Iterator[Line]:
    stores = [store_of(people) for people in sorted({60, 600, large})]
    for store in stores:
        yield from importing(store)
    yield from starting()
    yield from unlocking(stores[0], stores[-1])
    for store in (stores[0], stores[-1]):
        yield from pressing(store)
    yield from inside.measures(stores[1], stores[-1])


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--people", type=int, default=20_000, help="size of the large store")
    options = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, load {load:.1f}")
    for line in _everything(options.people):
        print(f"{line.name:<64} {line.value:>26}   goal {line.goal}", flush=True)


if __name__ == "__main__":
    main()
