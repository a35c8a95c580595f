"""Every table of the schema is in the folder, or stays at home for a reason."""

import re
from pathlib import Path

from caseload_tui.domain.tables import TABLES

SCHEMA = Path(__file__).parents[2] / "schema.sql"

STAYS_HOME = {
    "notes": "goes out as the column notes of contacts.csv",
    "journal": "tells of this store and what was done in it; it proves nothing elsewhere",
    "journal_bodies": "the same",
    "versions": "what rows said before, by entries of the journal of this store",
    "ledger": "worked out from the facts, again and again",
    "tallies": "worked out from the facts",
    "sums": "worked out from the facts",
    "case_summary": "worked out from the facts",
    "people_search": "an index",
    "notes_search": "an index",
    "settings": "of this store: who works here, its name in the journal",
    "views": "of the person at this keyboard",
    "drafts": "not saved, so not part of the record",
    "_sqlite_migrations": "how this file came to its schema",
}


def test_every_table_is_in_the_folder_or_stays_home_for_a_reason() -> None:
    made = set(re.findall(r'^CREATE (?:VIRTUAL )?TABLE "?(\w+)"?', SCHEMA.read_text(encoding="utf-8"), re.MULTILINE))
    in_folder = {table.name for table in TABLES}
    assert in_folder <= made
    assert made - in_folder == STAYS_HOME.keys()
    assert all(STAYS_HOME.values())
