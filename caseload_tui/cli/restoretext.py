"""What is said of a backup before it is restored: what it holds, and what the present store holds beyond it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from caseload_tui.domain import wording
from caseload_tui.domain.verbs import VERBS
from caseload_tui.services.backups import Restoration


def rehearsed(work: Restoration) -> Iterator[str]:
    """Give what a person is told."""
    found = work.rehearsal
    yield f"The backup opens and is whole: {_held(found.contents.rows)}."
    yield f"Its newest entry was written on {_moment(found.newest)}."
    if found.why_not is not None:
        yield f"The store that is there now cannot be looked into: {found.why_not.message}"
    elif found.present is None:
        yield "There is no store at this place now."
    elif not found.present.is_same_store:
        yield f"Another store is there now, of which this is no backup: {_held(found.present.contents.rows)}."
    elif not found.present.is_line:
        yield f"The store that is there now went another way since: {_held(found.present.contents.rows)}."
    elif not found.present.beyond:
        yield "The store that is there now holds nothing beyond it."
    if found.present is not None and found.present.is_same_store and found.present.beyond:
        if found.present.is_line:
            yield f"The store that is there now holds more: {_held(found.present.contents.rows)}."
        yield f"Done since, and not in the backup: {_beyond(found.present.beyond)}."


def document(work: Restoration, aside: Path | None, *, is_done: bool) -> dict[str, object]:
    """Return the same for a program."""
    found = work.rehearsal
    present = found.present
    return {
        "file": str(work.file),
        **_counts(found.contents.rows),
        "newest_at": found.newest,
        "present": present
        and {**_counts(present.contents.rows), "beyond": present.beyond, "is_later_state": present.is_line},
        "problem": found.why_not and found.why_not.message,
        "restored": is_done,
        "aside": aside and str(aside),
    }


def _counts(rows: Mapping[str, int]) -> dict[str, int]:
    return {"people": rows["cases"], "contacts": rows["contacts"], "entries": rows["journal"]}


def _held(rows: Mapping[str, int]) -> str:
    people = wording.count(rows["cases"], "person", "people")
    entries = wording.count(rows["journal"], "entry of the journal", "entries of the journal")
    return f"{people}, {wording.count(rows['contacts'], 'contact')}, {entries}"


def _beyond(beyond: Mapping[str, int]) -> str:
    most_first = sorted(beyond.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(
        f"{VERBS[verb].title.lower() if verb in VERBS else verb} ({count:,})" for verb, count in most_first
    )


def _moment(utc: str) -> str:
    at = dt.datetime.fromisoformat(utc).astimezone()
    return f"{wording.day(at.date())}, {at:%H:%M}"
