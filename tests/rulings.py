"""What the cases of fixtures/rulings expect, and how an answer is compared with it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[1] / "fixtures/rulings").glob("*/expected.json"))
Json = dict[str, Any]


def days() -> Iterator[tuple[Path, Json]]:
    """Yield each folder with each day it speaks of."""
    for folder in FOLDERS:
        for day in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
            yield folder, day


def compare(day: Json, found: Sequence[Json], not_applicable: Sequence[Json]) -> None:
    """Assert that obligations in the words of the JSON contract are those of the day."""
    spoken_of = {expected["rule"] for expected in day["obligations"]} | set(day.get("exactly", ()))
    listed = "\n".join(_line(one) for one in found if one["rule"] in spoken_of)
    for expected in day["obligations"]:
        same = [one for one in found if agrees(one, expected)]
        assert len(same) == 1, f"{len(same)} obligations are {expected}; found:\n{listed}"
    for rule in day.get("exactly", ()):
        count = sum(expected["rule"] == rule for expected in day["obligations"])
        assert sum(one["rule"] == rule for one in found) == count, f"more or fewer of {rule} than {count}:\n{listed}"
    for absent in day.get("not_applicable", ()):
        assert any(one["rule"] == absent["rule"] and one["why"] for one in not_applicable), f"{absent} says no why"


def agrees(found: Json, expected: Json) -> bool:
    """Return whether an obligation has every field that is expected."""
    return all(_has(found, name, value) for name, value in expected.items())


def _has(found: Json, name: str, value: Any) -> bool:  # noqa: ANN401 - JSON
    """Return whether an obligation has a field, or what a case says of its trace and readings."""
    if name == "some_reading":
        return any(value.items() <= reading.items() for reading in found["readings"] or ())
    if name in ("counted", "not_counted"):
        lines = {line["contact_id"] for line in found["trace"] if line["counted"] == (name == "counted")}
        return set(value) <= lines
    if name == "anchor":
        return bool(value.items() <= (found["anchor"] or {}).items())
    return bool(found[name] == value)


def _line(one: Json) -> str:
    return (
        f"{one['rule']} {one['sentence_id']} {one['state']} opened {one['opened_on']} due {one['due_on']} "
        f"satisfied {one['satisfied_on']} closed {one['closed_on']} late {one['days_late']} {one['limit_code']} "
        f"{one['anchor']} {one['severity']}"
    )
