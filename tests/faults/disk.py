"""A disk that can lose power: the log of what a program did to its files, and what may be left of it at any moment.

A write counts as safe when the file was flushed after it, a name (made, changed, taken away) when its folder was. Of
what was not flushed anything may be there: each write whole, in part (by sectors of 512 bytes) or not at all; names in
the order of their changes up to some point. That is harsher than most disks; it is what a flush promises, no more.
"""

import ctypes
import functools
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import pytest

_HEAD = struct.Struct("<cQQI")
_SECTOR = 512
_ROOT = Path(__file__).parents[2]
WRITES, SYNCS, READS, NAMES = 1, 2, 4, 8
"""Kinds of calls that can be made to fail."""


@functools.cache
def shim() -> Path:
    """Return the library that stands before the C library, compiled for this run; skips where that cannot be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("needs Linux and a C compiler")
    built = Path(tempfile.mkdtemp(prefix="faults-")) / "disk.so"
    source = Path(__file__).with_name("disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(source), "-lpthread"], check=True)
    return built


def preloaded() -> dict[str, str]:
    """Return the environment of a program whose disk is watched."""
    return {**os.environ, "LD_PRELOAD": str(shim())}


def run(code: str, *arguments: object) -> list[str]:
    """Run Python with its disk watched; return the lines that it printed."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(command, cwd=_ROOT, env=preloaded(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


class Watch:
    """The watching as seen from inside the watched program."""

    def __init__(self, folder: Path, log: Path | None = None) -> None:
        """Begin to watch what happens in a folder."""
        self._shim = ctypes.CDLL(None)
        self._shim.disk_watch(os.fsencode(folder.resolve()), os.fsencode(log) if log else None)

    def note(self, number: int) -> None:
        """Put a mark into the log: what comes before it has happened, and was acknowledged."""
        self._shim.disk_note(ctypes.c_uint64(number))

    def fail(self, nth: int, error: int, kinds: int) -> None:
        """Let the n-th call of these kinds from now on fail, once; 0 only counts."""
        self._shim.disk_fail(ctypes.c_long(nth), error, kinds)

    @property
    def calls(self) -> int:
        """Return how many calls of the chosen kinds there were."""
        self._shim.disk_calls.restype = ctypes.c_long
        return int(self._shim.disk_calls())


class Event(NamedTuple):
    """One line of the log.

    C made, M folder made, W written, F cut to a length, S flushed, D folder flushed, U gone, R renamed, L named twice,
    N marked.
    """

    act: str
    file: int
    at: int
    data: bytes


def events(log: Path) -> Iterator[Event]:
    """Give what is in a log."""
    data, at = memoryview(log.read_bytes()), 0
    while at < len(data):
        act, file, where, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        yield Event(act.decode(), file, where, bytes(data[at : at + size]))
        at += size


@dataclass
class _File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes since the last flush; without data it is a cut to that length."""

    def flush(self) -> None:
        for change in self.pending:
            _apply(self.safe, *change)
        self.pending.clear()

    def left(self, chance: random.Random) -> bytes:
        """Return what may be there when the power goes."""
        content = bytearray(self.safe)
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for at, data in self.pending:
            if chance.random() >= share:
                continue
            if data is None or share == 1.0 or chance.random() < 0.5:
                _apply(content, at, data)
                continue
            for first in range(0, len(data), _SECTOR):
                if chance.random() < 0.5:
                    _apply(content, at + first, data[first : first + _SECTOR])
        return bytes(content)


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    end = at if data is None else at + len(data)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    if data is None:
        del content[at:]
    else:
        content[at:end] = data


class Disk:
    """What the disk holds, from event to event."""

    def __init__(self, folder: Path) -> None:
        """Begin with the files that are there, all of them safe."""
        self._files: dict[int, _File] = {}
        self._names: dict[str, _File] = {}
        self._safe: dict[str, _File] = {}
        self._changes: list[tuple[str, str, _File | None]] = []
        for path in folder.rglob("*"):
            file = _FOLDER if path.is_dir() else _File(bytearray(path.read_bytes()))
            self._files[path.stat().st_ino] = file
            name = str(path.relative_to(folder))
            self._names[name] = self._safe[name] = file

    def happens(self, event: Event) -> None:
        """Do what the log says."""
        name = event.data.decode(errors="replace") if event.act in "CDLMUR" else ""
        if event.act == "C":
            self._files[event.file] = file = _File()
            self._change("", name, file)
        elif event.act == "M":
            self._change("", name, _FOLDER)
        elif event.act == "W":
            self._files[event.file].pending.append((event.at, event.data))
        elif event.act == "F":
            self._files[event.file].pending.append((event.at, None))
        elif event.act == "S":
            self._files[event.file].flush()
        elif event.act == "U":
            self._change("", name, None)
        elif event.act in "LR":
            before, after = name.split("//")
            self._change(before if event.act == "R" else "", after, self._names[before])
        elif event.act == "D":
            self._make_safe(name)

    def _change(self, before: str, name: str, file: _File | None) -> None:
        self._changes.append((before, name, file))
        _rename(self._names, before, name, file)

    def _make_safe(self, folder: str) -> None:
        """Flush one folder: what changed in it lasts, whatever else was changed before."""
        left = []
        for change in self._changes:
            if str(Path(change[1]).parent) == folder:
                _rename(self._safe, *change)
            else:
                left.append(change)
        self._changes = left

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files as they may be found after the power went now; without its folder a file is not found."""
        names = copy(self._safe)
        for change in self._changes[: chance.randint(0, len(self._changes))]:
            _rename(names, *change)
        return {
            name: file.left(chance)
            for name, file in names.items()
            if file is not _FOLDER and all(str(above) in names for above in list(Path(name).parents)[:-1])
        }


_FOLDER: Final = _File()


def _rename(names: dict[str, _File], before: str, name: str, file: _File | None) -> None:
    if before:
        names.pop(before, None)
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def lay(files: dict[str, bytes], folder: Path) -> None:
    """Write files as they were found into a folder; the shared memory of a log is no file and does not last."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        if not name.endswith("-shm"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
