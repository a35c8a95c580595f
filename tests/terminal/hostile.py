"""A store in which every text of every table holds a payload, as no import would let it in: people of one payload each.

It is written past the importers, as a store is that somebody else made or that an older version filled. The last gate
before the terminal has to hold by itself.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.exchange.columns import Column, columns_of
from caseload_tui.services.clock import london
from caseload_tui.store import open as stores
from caseload_tui.store.keys import weak_keys_in_tests

PASSPHRASE = "four invented words here"
OFFICER = "N01"
TEXTS = frozenset({"text", "note", "code"})
PARENTS = ("crn", "sentence_id", "contact_id", "plan_id")
KINDS = {"yes_no": False, "count": 3, "hours": 7.5, "time": "09:30"}

FIXED: dict[str, dict[str, Any]] = {
    "cases": {"date_of_birth": dt.date(1990, 4, 3), "closed_on": None, "limited_access": None, "profile": None},
    "sentences": {"type": "CO", "ended_on": None, "ends_on": None, "indeterminate": None, "youth": None},
    "spells": {"setting": "community", "to_on": None, "because": None},
    "pauses": {"kind": "hospital", "from_on": dt.date(2020, 1, 1), "to_on": dt.date(2020, 1, 2)},
    "contacts": {"type_code": "COAP", "mode": "in_person_office", "sentence_id": None},
    "enforcement": {"action_code": "IBR", "closed_on": None},
    "reviews": {"of": "risk"},
    "registrations": {"level": None, "removed_on": None},
    "addresses": {"to_on": None},
    "case_profiles": {"profile": "ps-ns2021"},
    "snoozes": {"sentence_id": None},
}
"""What may not be just anything, because then nothing would be shown at all."""


def crn(number: int) -> str:
    """Return the reference of the person with a payload."""
    return f"X9{number:05}"


def records(table: Table, number: int, payload: str, today: dt.date) -> Iterator[Any]:
    """Yield the record of a table about one person, a payload in each of its texts; of contacts four."""
    long_ago = today - dt.timedelta(days=200)
    values = {c.field: _value(c, number, payload, long_ago) for c in columns_of(table)} | FIXED.get(table.name, {})
    if table.name == "officers" and number == 0:
        values["officer_code"] = OFFICER
    if "officer_code" in values and table.name in ("cases", "contacts"):
        values["officer_code"] = OFFICER  # so that Today and the caseload show everyone
    if table.name != "contacts":
        yield table.record(**values)
        return
    for ago, outcome in ((90, "ATTC"), (30, "UAAB"), (4, None), (-2, None)):
        day = today - dt.timedelta(days=ago)
        said = {"outcome_code": outcome, "outcome_on": day if outcome else None, "date": day, "arranged_on": long_ago}
        yield table.record(**values | said | {"contact_id": f"c{number}-{ago}{payload}", "evidence_received_on": None})


def _value(column: Column, number: int, payload: str, day: dt.date) -> Any:  # noqa: ANN401 - of any kind
    if column.field == "crn":
        return crn(number)
    if column.field in PARENTS:
        return f"{column.field[0]}{number}{'-90' if column.field == 'contact_id' else ''}{payload}"
    if column.words:
        return column.words[0]
    if column.kind == "date":
        return day
    return f"{number} {payload}" if column.kind in TEXTS else KINDS[column.kind]


def fields() -> list[tuple[str, str]]:
    """Return every field of text of every table."""
    return [(t.name, c.field) for t in TABLES for c in columns_of(t) if c.kind in TEXTS and not c.words]


def make(path: Path, payloads: dict[str, str]) -> None:
    """Make the store."""
    stamp = Stamp(at=london(), actor=f"R. EXAMPLE {''.join(payloads.values())}".encode("utf-8", "replace").decode())
    with weak_keys_in_tests():
        store, _ = stores.create(path, PASSPHRASE, stamp=stamp, recovery=False)
    with store.write("store.init", stamp=stamp) as change:
        change.set("actor", stamp.actor)
        change.set("officer_code", OFFICER)
    with store.bulk("demo.open", stamp=stamp, source=stamp.actor) as load:
        for table in sorted(TABLES, key=lambda table: table.name not in ("teams", "officers", "providers", "cases")):
            for number, payload in enumerate(payloads.values()):
                held = payload.encode("utf-8", "replace").decode()  # a database of text holds no half characters
                load.put_all(table.name, list(records(table, number, held, stamp.on)))
    store.close()
