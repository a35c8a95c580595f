"""Lines of keys and values in TOML of every shape that a profile may take."""

import tomllib
from collections.abc import Iterator, Mapping

import pytest

from caseload_tui.standards import load
from caseload_tui.standards.places import Path, Places

TEXT = '''# a remark with [rules.NOT] and id = "no"
id = "north"

extends = "ps-ns2021"  # [rules.NEITHER]

[rules.F2F_GAP]
modes = [
  "video",    # one
  "phone",
  'letter',
]
limit = { L = 28, M = { phase1 = 14, later = 28 } }
source.title = """two lines
[rules.NOR]"""
source.year = 2026

[rules."PLAN_REV"]
title = "Plan review"

[rules.HV_INIT.limit]
L = 84
'''


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("id",), None, 2),
        (("extends",), None, 4),
        (("rules", "F2F_GAP"), None, 6),
        (("rules", "F2F_GAP", "modes"), None, 7),
        (("rules", "F2F_GAP", "modes"), "video", 8),
        (("rules", "F2F_GAP", "modes"), "letter", 10),
        (("rules", "F2F_GAP", "limit", "M", "later"), None, 12),
        (("rules", "F2F_GAP", "source", "title"), None, 13),
        (("rules", "F2F_GAP", "source", "year"), None, 15),
        (("rules", "PLAN_REV", "title"), None, 18),
        (("rules", "HV_INIT", "limit", "L"), None, 21),
        (("rules", "F2F_GAP", "missing"), None, 6),
        (("rules", "NOT"), None, 6),
        (("nothing",), None, 0),
    ],
)
def test_a_key_or_value_is_found_on_its_line(path: Path, value: str | None, line: int) -> None:
    assert Places(TEXT).line(path, value) == line


def keys(table: Mapping[str, object], above: Path = ()) -> Iterator[Path]:
    """Yield the path of every key of a document."""
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from keys(value, (*above, key))


@pytest.mark.parametrize("name", sorted(load.shipped()))
def test_every_key_of_a_shipped_profile_is_found_on_a_line_that_names_it(name: str) -> None:
    text = load.shipped_files()[name].read_text("utf-8")
    places, lines = Places(text), text.splitlines()
    paths = list(keys(tomllib.loads(text)))
    assert len(paths) > 100
    for path in paths:
        if path != ("rules",):
            assert path[-1] in lines[places.line(path) - 1]
