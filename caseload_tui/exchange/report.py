"""What an import found and would do, file by file; the same before the write, after it and on a dry run."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from caseload_tui.errors import Problem

OnConflict = Literal["ask", "update", "skip"]
"""What happens to a record that is here already with other content; `ask` writes nothing at all."""

MOST_KEPT: Final = 1_000
"""Problems of one file that are kept word by word; the rest are counted, so that a bad file stays small."""

MOST_SHOWN: Final = 20


@dataclass(slots=True)
class Findings:
    """Problems of one kind in one file: the first ones, and how many there are."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0
    most: int = MOST_KEPT

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it while there is room."""
        self.count += 1
        if len(self.kept) < self.most:
            self.kept.append(problem)

    def sort(self) -> None:
        """Put what is kept in the order of the file."""
        self.kept.sort(key=lambda problem: problem.line)


@dataclass(slots=True)
class FileReport:
    """One file: its rows by what becomes of them, what is wrong, and what a reader should know."""

    name: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    refused: int = 0
    problems: Findings = field(default_factory=Findings)
    conflicts: Findings = field(default_factory=Findings)
    """Rows that differ from what is recorded here, each naming the columns; whatever was chosen to do with them."""

    questions: list[Problem] = field(default_factory=list)
    """Those of the problems that an answer settles: columns of dates that can be read in two ways."""

    notes: list[str] = field(default_factory=list)

    def keep_all(self) -> None:
        """Keep every problem and conflict from now on."""
        self.problems.most = self.conflicts.most = sys.maxsize

    def counts(self, *, is_written: bool = True) -> str:
        """Return the numbers in words, those that are 0 left out; what a refused folder would bring is no promise."""
        shown = [count_of(self.rows)]
        for word, number in (
            ("new" if is_written else "would be new", self.new),
            ("changed" if is_written else "would be changed", self.changed),
            ("the same", self.same),
            ("in conflict", self.conflicts.count - self.changed - self.skipped),
            ("skipped", self.skipped),
            ("refused", self.refused),
        ):
            if number:
                shown.append(f"{number:,} {word}")
        return ", ".join(shown)


@dataclass(slots=True)
class Report:
    """The whole folder."""

    on_conflict: OnConflict = "ask"
    files: list[FileReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What concerns no single file."""

    @property
    def is_refused(self) -> bool:
        """Return whether something has to be put right before anything can be written."""
        return bool(self.problems) or any(file.problems.count for file in self.files) or self.is_in_conflict

    @property
    def questions(self) -> tuple[Problem, ...]:
        """Return the columns of dates that wait for an answer."""
        return tuple(question for file in self.files for question in file.questions)

    @property
    def is_in_conflict(self) -> bool:
        """Return whether records differ from those here and nobody has said what to do with them."""
        return self.on_conflict == "ask" and any(file.conflicts.count for file in self.files)

    @property
    def writes(self) -> int:
        """Return how many records the import writes."""
        return sum(file.new + file.changed for file in self.files)

    @property
    def why_nothing(self) -> str:
        """Return in words why an import that is not refused writes nothing."""
        if any(file.skipped for file in self.files):
            return "Nothing in it is new, and what differs stays as it is here."
        return "Everything was here already."

    def all_problems(self) -> tuple[Problem, ...]:
        """Return the problems kept, then the conflicts if they stand in the way."""
        found = [*self.problems, *(problem for file in self.files for problem in file.problems.kept)]
        if self.is_in_conflict:
            found += [conflict for file in self.files for conflict in file.conflicts.kept]
        return tuple(found)

    @property
    def is_cut(self) -> bool:
        """Return whether there is more of anything than is shown where not all is asked for."""
        return any(found.count > MOST_SHOWN for file in self.files for found in (file.problems, file.conflicts))

    def lines(self, most: int = MOST_SHOWN) -> Iterator[str]:
        """Yield the report as lines of text; of each kind of problem in a file at most `most`."""
        yield from self.file_lines()
        yield from self.problem_lines(most)

    def file_lines(self) -> Iterator[str]:
        """Yield what becomes of each file, and what a reader should know."""
        for file in self.files:
            yield f"{file.name}: {file.counts(is_written=not self.is_refused)}"
            yield from (f"  {note}" for note in file.notes)
        yield from self.notes

    def problem_lines(self, most: int = MOST_SHOWN) -> Iterator[str]:
        """Yield what stands in the way; of each kind of problem in a file at most `most`."""
        yield from (str(problem) for problem in self.problems)
        for file in self.files:
            yield from _listed(file.problems, most, "problems")
            yield from _listed(file.conflicts, most, "records that differ")

    def document(self) -> dict[str, object]:
        """Return the report as plain data for a JSON document."""
        return {
            "refused": self.is_refused,
            "on_conflict": self.on_conflict,
            "notes": self.notes,
            "problems": [_plain(problem) for problem in self.problems],
            "files": [
                {
                    "file": file.name,
                    "rows": file.rows,
                    "new": file.new,
                    "changed": file.changed,
                    "same": file.same,
                    "skipped": file.skipped,
                    "refused": file.refused,
                    "in_conflict": file.conflicts.count,
                    "notes": file.notes,
                    "problem_count": file.problems.count,
                    "problems": [_plain(problem) for problem in file.problems.kept],
                    "conflicts": [_plain(problem) for problem in file.conflicts.kept],
                }
                for file in self.files
            ],
        }


def count_of(rows: int) -> str:
    """Return a number of rows in words."""
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _listed(findings: Findings, most: int, what: str) -> Iterator[str]:
    yield from (str(problem) for problem in findings.kept[:most])
    if findings.count > most:
        yield f"... and {findings.count - most:,} more {what} in {findings.kept[0].file}"


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line or None,
        "column": problem.column or None,
        "value": problem.value or None,
        "why": problem.why,
        "accepted": problem.accepted or None,
    }
