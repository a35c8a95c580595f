"""Writing what was salvaged into a new store, as one action that its journal tells of."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseload_tui.domain.journal import values_of
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES
from caseload_tui.store import highwater, keys
from caseload_tui.store import open as stores
from caseload_tui.store.derive import Progress
from caseload_tui.store.leftovers import work_folder
from caseload_tui.store.salvage_states import Salvaged
from caseload_tui.store.store import Store

VERB = "store.salvage"


@contextmanager
def unfinished(new: Path) -> Iterator[Path]:
    """Give a place for a store that is being made; it takes its name when the block ends well, the file itself last."""
    work = work_folder(new, "salvaging")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, mode=0o700)
    made = work / new.name
    try:
        yield made
        for beside in (keys.key_path, highwater.mark_path):
            beside(made).replace(beside(new))
        made.replace(new)
        keys.sync_folder(new.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write(
    made: Salvaged, path: Path, slots: tuple[keys.Slot, ...], key: bytes, stamp: Stamp, source: str, progress: Progress
) -> Store:
    """Make the new store and fill it. It opens with the passphrase and the recovery key of the damaged one."""
    store = stores.create_like(path, slots, key, stamp=stamp)
    try:
        with store.write("store.init", stamp=stamp) as change:
            for name, value in made.settings.items():
                change.set(name, value)
        total = sum(len(records) for records in made.records.values())
        done = 0
        with store.bulk(VERB, stamp=stamp, source=source) as load:
            for table in TABLES:
                load.put_all(table, made.records[table.name].values())
                done += len(made.records[table.name])
                progress(done, total)
        _put_apart(store, made)
    except BaseException:
        store.close()
        raise
    return store


def _put_apart(store: Store, made: Salvaged) -> None:
    """Keep what belongs to nothing that is left among the earlier states, and what was typed and not saved."""
    driver = store._driver  # noqa: SLF001 - the same room
    with driver.transaction():
        number = driver.value("SELECT max(entry) FROM journal WHERE verb = ?", (VERB,))
        for (table, key), record in made.unplaced.items():
            image = json.dumps(values_of(record), ensure_ascii=False)
            driver.execute(
                "INSERT INTO versions (table_name, record_key, crn, image, device, seq, superseded_by)"
                " VALUES (?, ?, NULL, ?, '', 0, ?)",
                (table, json.dumps(key), image, number),
            )
        for name, line, place in made.views:
            driver.execute("INSERT INTO views (name, line, place) VALUES (?, ?, ?)", (name, line, place))
    for draft, text in made.drafts:
        store.keep_draft(draft, text)
