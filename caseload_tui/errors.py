"""Every error a person can meet: title, exit code, and commands as they are typed here. Imports nothing of ours."""

import os
import re
import sys
from contextlib import suppress
from functools import cache
from typing import ClassVar, Final, NamedTuple

KILLED: Final = 128
"""A shell's exit code for a program that a signal ended, less the number of the signal."""

_QUOTED = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(r"(?:(?<=^)|(?<=\| ))caseload(?= |$)")


@cache
def program() -> str:
    """Return what starts this program, as it was started: its name, or the Python of a clone with the package."""
    folder, _, script = sys.argv[0].rpartition(os.sep)
    if script != "__main__.py" or folder != __file__.rpartition(os.sep)[0]:
        return "caseload"
    here = ""
    with suppress(OSError):  # the folder one is in may be gone
        here = os.getcwd() + os.sep  # noqa: PTH109 - `--help` has no time for pathlib
    python = sys.executable.removeprefix(here)
    return f'"{python}" -m caseload_tui' if " " in python else f"{python} -m caseload_tui"


def command(words: str) -> str:
    """Return a command, written as `caseload ...`, as it works when it is typed here."""
    return _COMMAND.sub(lambda _: program(), words)


def spoken(words: str) -> str:
    """Return words for people: what stands between backticks is quoted, a command as it works here."""
    return _QUOTED.sub(lambda found: f'"{command(found[1])}"', words)


class Problem(NamedTuple):
    """One thing to put right in what was given: where it is, why it is refused and what would be accepted.

    `line` and `column` count from 1; 0 means the whole file or the whole line. `column` is the name of a
    column in a table and the position in a line of text elsewhere.
    """

    why: str
    accepted: str = ""
    file: str = ""
    line: int = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return the problem as one line of text."""
        place = ", ".join(part for part in (self.file, f"line {self.line}" if self.line else "", self.column) if part)
        value = f' "{self.value}"' if self.value else ""
        accepted = f" Accepted: {self.accepted}." if self.accepted else ""
        stop = "" if self.why.endswith("?") else "."
        return f"{place}:{value} {self.why}{stop}{accepted}".lstrip(": ")


class CaseloadError(Exception):
    """A refusal in words for the person at the keyboard.

    `title` is a heading of a few words, `message` what happened, `advice` what to do next. None of them may
    hold a person's name or a note; a reference may stand there where it tells people apart. They are for the person at
    the keyboard and go to no log.
    """

    title: ClassVar[str] = "Not done"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, advice: str = "", problems: tuple[Problem, ...] = ()) -> None:
        """Keep the words and the single problems they sum up."""
        super().__init__(message)
        self.message = spoken(message)
        self.advice = spoken(advice)
        self.problems = problems


class UsageError(CaseloadError):
    """The command line was not understood."""

    title = "Not understood"
    exit_code = 2


class RefusedError(CaseloadError):
    """What was given breaks a rule of the data; `problems` names each place. Nothing was written."""

    title = "Refused"
    exit_code = 3


class NoStoreError(CaseloadError):
    """There is no store at the given place."""

    title = "No store here"
    exit_code = 10


class LockedError(CaseloadError):
    """Another program holds the store for longer than we wait."""

    title = "In use"
    exit_code = 11


class WrongPassphraseError(CaseloadError):
    """The passphrase opens no key slot of this store."""

    title = "Wrong passphrase"
    exit_code = 12


class DamagedError(CaseloadError):
    """The store, its key file or its journal is not what was written."""

    title = "The store is damaged"
    exit_code = 13


class KeysError(DamagedError):
    """The key file is missing or not what was written; the records themselves may be whole."""

    title = "The keys of the store are missing or damaged"


class NewerSchemaError(CaseloadError):
    """The store was written by a newer version of the program."""

    title = "Made by a newer version"
    exit_code = 14


class DiskError(CaseloadError):
    """The disk is full, or the place cannot be written to."""

    title = "The disk does not accept this"
    exit_code = 15


class FullError(DiskError):
    """There is no room left on the disk."""


class UnprovedError(DiskError):
    """Something was written but cannot be read back, so nobody may be told that it was saved, nor that it was not."""


class AlarmError(CaseloadError):
    """The journal and its anchors disagree: records may be missing or changed from outside."""

    title = "Records may be missing"
    exit_code = 16


class BehindError(AlarmError):
    """The journal lacks what the mark beside the store names; one may go on without it, knowingly."""
