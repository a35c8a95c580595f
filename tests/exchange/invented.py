"""Random records of every table, with hostile texts, for the round trip."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from caseload_tui.domain.tables import TABLE_NAMED, TABLES, Table
from caseload_tui.domain.text import clean, clean_line
from caseload_tui.exchange.columns import Column, columns_of

Values = st.SearchStrategy[Any]

PIECES = (
    *("=", "+", "-", "@", "\t", "\r", "'", "''=", '"', '""', ",", ";", " ", "#", "\n", "\r\n", "[red]"),
    *("é", "e\u0301", "ﬃ", "🙂", "Ŵ", "\x1b[2J", "\u202e", "\ufeff", "0", "1e5", "Y", "NULL"),
)
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=5).map("".join)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2060, 12, 31))
PARENTS = {"cases": "crn", "sentences": "sentence_id", "contacts": "contact_id", "plans": "plan_id"}


def values(column: Column) -> Values:
    """Return values that the column may hold, None among them where nothing is needed."""
    if column.words:
        made: Values = st.sampled_from(column.words)
    elif column.kind == "note":  # texts as services store them: made harmless, not blank
        made = HOSTILE.map(clean).filter(lambda text: bool(text.strip()))
    else:
        kinds: dict[str, Values] = {
            "date": DAYS,
            "yes_no": st.booleans(),
            "count": st.integers(0, 999_999_999),
            "hours": st.integers(0, 60).map(float) | st.floats(0, 99).map(lambda hours: round(hours, 3)),
            "time": st.times().map(lambda time: f"{time:%H:%M}"),
        }
        line = HOSTILE.map(lambda text: clean_line(clean_line(text)[:60])).filter(bool)
        made = kinds.get(column.kind, line)
    return made if column.required else st.none() | made


def records(table: Table, **fixed: Values) -> Values:
    """Return records of a table, some fields fixed."""
    return st.builds(table.record, **{c.field: fixed.get(c.field, values(c)) for c in columns_of(table)})


@st.composite
def stores(draw: st.DrawFn) -> list[Any]:
    """Return records that may stand in one store together, at least one of every table."""
    ids: dict[str, Values] = {}
    made: list[Any] = []
    for table in sorted(TABLES, key=lambda table: table.name not in PARENTS):
        rows = draw(st.lists(records(table, **_fixed(table, ids)), min_size=1, max_size=3, unique_by=table.key_of))
        made += rows
        if table.name in PARENTS:
            field = PARENTS[table.name]
            ids[field] = st.sampled_from([getattr(row, field) for row in rows])
    return made


def _fixed(table: Table, ids: dict[str, Values]) -> dict[str, Values]:
    """Return the fields of a table that may not be just anything, because an import would refuse the row."""
    fixed = {field: of for field, of in ids.items() if PARENTS.get(table.name) != field}
    if "crn" in table.fields:
        fixed["sentence_id"] = st.none()  # else it may be another person's
    if "from_on" in table.fields:
        fixed["to_on"] = st.none()
    level = st.sampled_from([None, "1", "2", "3"])
    return fixed | {
        "cases": {
            "crn": st.integers(0, 999_999).map(lambda number: f"X{number:06}"),
            "date_of_birth": st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2000, 1, 1)),
            "mappa_level": level,
            "profile": st.sampled_from([None, "ps-ns2021"]),
        },
        "case_profiles": {"profile": st.sampled_from(["ps-ns2021", "tr-crc-2016"])},
        "sentences": {"sentence_id": values(_column("plans", "plan_id"))},
        "contacts": {"outcome_code": st.sampled_from([None, "UAAB", "RSSR"])},
        "reviews": {"of": st.just("risk")},
        "registrations": {"level": level},
        "duty_to_refer": {"status": st.just("submitted"), "submitted_on": DAYS},
    }.get(table.name, {})


def _column(table: str, field: str) -> Column:
    return next(column for column in columns_of(TABLE_NAMED[table]) if column.field == field)
