"""What no statement may do on a working connection, whoever wrote it."""

import pytest

from caseload_tui.errors import AlarmError
from caseload_tui.store.store import Store


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "DROP TABLE cases",
        "DROP TRIGGER journal_not_changed",
        "DROP INDEX contacts_id",
        "ALTER TABLE cases ADD COLUMN x",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "CREATE TRIGGER x AFTER INSERT ON cases BEGIN SELECT 1; END",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA user_version = 9",
        "UPDATE journal SET actor = 'somebody else'",
        "DELETE FROM journal",
        "UPDATE journal_bodies SET body = '{}'",
        "DELETE FROM journal_bodies",
    ],
)
def test_a_working_connection_refuses(store: Store, statement: str) -> None:
    before = store._driver.all("SELECT * FROM journal")
    with pytest.raises(AlarmError):
        store._driver.execute(statement)
    assert store._driver.all("SELECT * FROM journal") == before


def test_a_body_goes_only_while_erasing_and_only_when_an_entry_names_it(store: Store) -> None:
    with store._driver.erasing(), pytest.raises(Exception, match="erase entry"):
        store._driver.execute("DELETE FROM journal_bodies")
    with pytest.raises(AlarmError):
        store._driver.execute("DELETE FROM journal_bodies")
