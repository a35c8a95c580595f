"""docs/standards.md says all that a profile may say."""

from pathlib import Path

from caseload_tui.standards import load, reading_rules
from caseload_tui.standards.catalogue import CATALOGUE
from caseload_tui.standards.load import shipped

PAGE = (Path(__file__).parents[2] / "docs/standards.md").read_text(encoding="utf-8")


def test_every_key_is_explained() -> None:
    assert [
        key for key in (*load.KEYS, *reading_rules.KEYS) if f"`{key}`" not in PAGE and f"`[{key}.ID]`" not in PAGE
    ] == []


def test_every_rule_stands_in_the_table_with_its_kind_and_trigger() -> None:
    rows = {f"| `{rule}` | {known.kind} | `{known.trigger}` |" for rule, known in CATALOGUE.items()}
    assert {row for row in rows if row not in PAGE} == set()


def test_every_shipped_profile_is_named() -> None:
    assert [name for name in shipped() if f"`{name}`" not in PAGE] == []
