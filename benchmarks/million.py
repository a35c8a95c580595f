"""A million rows into an encrypted store: `python -m benchmarks.million`. See README.md for what it prints."""

import argparse
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import inside
from benchmarks.stores import KEPT, OFFICER, PASSPHRASE
from caseload_tui.domain.stamp import Stamp
from caseload_tui.services import demo, exporting
from caseload_tui.services.clock import london
from caseload_tui.services.importing import Import
from caseload_tui.services.session import Session
from caseload_tui.store import bulk, derive
from caseload_tui.store import open as stores
from caseload_tui.store.driver import Driver

_PEOPLE = 27_700
"""Whose records are a million rows."""


class Clock:
    """Adds up the processor time of what it is put around, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same work, timed."""

        def timed(*arguments: object, **named: object) -> object:
            began = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - began

        return timed


def _timed() -> Clock:
    """Put the clock around working out duties and adding to the search."""
    clock = Clock()
    derive.Projection.renew = clock.around("duties", derive.Projection.renew)  # type: ignore[method-assign]
    derive.Projection.finish = clock.around("duties", derive.Projection.finish)  # type: ignore[method-assign]
    execute = Driver.execute
    searching = clock.around("search", execute)
    Driver.execute = (  # type: ignore[method-assign]
        lambda self, sql, parameters=(): (searching if sql == bulk.FIND_NOTES else execute)(self, sql, parameters)
    )
    return clock


def _folder(people: int) -> Path:
    folder = KEPT / f"people-{people}"
    if not folder.exists():
        KEPT.mkdir(exist_ok=True)
        exporting.export_invented(demo.caseload(people, 1), folder)
    return folder


def main() -> None:
    """Make the folder once, import it into a new store, print one line a part."""
    parser = argparse.ArgumentParser(prog="benchmarks.million")
    parser.add_argument("--people", type=int, default=_PEOPLE)
    people = parser.parse_args().people
    folder, place = _folder(people), KEPT / "million"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    clock = _timed()
    stamp = Stamp(at=london(), actor=OFFICER)
    store, _ = stores.create(place / "caseload", PASSPHRASE, stamp=stamp, recovery=False)
    began = time.process_time()
    work = Import(Session(store, london), folder)
    planned = time.process_time() - began
    work.write()
    whole = time.process_time() - began
    store.close()
    after = sum(clock.seconds.values())
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    bare = inside.bare_insertion(people)
    print(f"load {os.getloadavg()[0]:.1f}; processor time of {work.report.writes:,} records")
    for name, seconds, goal in (
        ("read and validated", planned, ""),
        ("validated, stored, journalled", whole - after, "20 s"),
        ("search", clock.seconds.get("search", 0), ""),
        ("duties", clock.seconds.get("duties", 0), ""),
        ("all of it", whole, "90 s"),
    ):
        print(f"{name:<32} {seconds:8.1f} s   {seconds / bare:5.1f}x bare insertion   goal {goal or '-'}")
    print(f"{'most memory held':<32} {held:8.0f} MiB   goal 200 MiB")


if __name__ == "__main__":
    main()
