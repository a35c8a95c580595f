"""A store with all that lies beside it, and what is done to it as a whole: keys, copies, its schema, closing.

With the acts that write records (`acts`) these are all the ways in which a store is written.
"""

import datetime as dt
import hashlib
import importlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import CaseloadError, DamagedError, DiskError, WrongPassphraseError
from caseload_tui.services import backups, keys, opening, places
from caseload_tui.services.session import Session
from caseload_tui.store import backup_files, backup_keys, highwater, migrations, schema
from caseload_tui.store import keys as key_file
from caseload_tui.store.journal import Head
from caseload_tui.store.store import Store
from tests.faults import acts
from tests.store.dump import everything, tables

PASSPHRASES: Final = (acts.PASSPHRASE, "another few invented words")
RECOVERY: Final = ("ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567", "BCDE-FGHI-JKLM-NOPQ-RSTU-VWXY-Z234-567A")
_MIGRATIONS: Final = 6
"""Changes of the schema that one store may live to see."""

_MIGRATION: Final = """
def up(db):
    db.execute("CREATE TABLE trial_{number} (crn TEXT PRIMARY KEY, done INTEGER) STRICT")
    db.execute("INSERT INTO trial_{number} SELECT crn, 0 FROM cases")
    db.execute("UPDATE trial_{number} SET done = 1")
"""


class State(NamedTuple):
    """What a store says: how long its journal is, and a word each for its end, the records and what opens it."""

    entries: int
    head: str
    records: str
    opens: str
    """Which of the secrets open it, and which data key is inside."""

    copies: str

    def line(self) -> str:
        """Return it as one line of text."""
        return json.dumps(self)

    @classmethod
    def of(cls, line: str) -> "State":
        """Return what a line says."""
        return cls(*json.loads(line))


class Home:
    """One store in a folder of its own, opened when it is asked for, with whichever of the secrets opens it."""

    def __init__(self, folder: Path) -> None:
        """Take up what is there; a store may have seen changes of the schema that the program has not."""
        self.folder, self.path = folder, folder / acts.STORE
        self.migrations = folder.with_name("migrations")
        self.to_restore: tuple[Path, str] | None = None
        self._open: Session | None = None
        self.take_up_migrations()

    @classmethod
    def make(cls, folder: Path) -> "Home":
        """Make a store that opens with the first passphrase and the first recovery key, and close it."""
        for left in (folder, folder.with_name("migrations")):
            shutil.rmtree(left, ignore_errors=True)
        home = cls(folder)
        home._open = acts.make(folder)
        keys.put_recovery_key(home.session, PASSPHRASES[0], RECOVERY[0])
        home.close()
        return home

    @property
    def session(self) -> Session:
        """Return the open store."""
        if self._open is None:
            self._open = opening.unlock(self.path, self.secret, now=acts.now)
        return self._open

    @property
    def secret(self) -> str:
        """Return the passphrase that opens it now."""
        return next(secret for secret in PASSPHRASES if opens(self.path, secret))

    @property
    def backups(self) -> list[backup_files.Backup]:
        """Return the backups beside it, the newest last."""
        return backup_files.listed(places.backups_beside(self.path), backup_files.stem_of(self.path))

    def close(self) -> None:
        """Close it."""
        if self._open is not None:
            self._open.store.close()
            self._open = None

    def get_ready(self, name: str) -> bool:
        """Do what must be there before an act, and is no part of it; returns whether there is such a thing."""
        if name in READY:
            READY[name](self)
        return name in READY

    def do(self, name: str, number: int) -> None:
        """Do one act; it returns when a person would be told that it is done."""
        if name in acts.ACTS:
            acts.ACTS[name](self.session, number)
        else:
            WHOLE[name](self, number)

    def go_on(self) -> None:
        """Open it although entries are missing."""
        self._open = opening.go_on(self.path, self.secret, now=acts.now)

    def state(self) -> State:
        """Return what it says now."""
        entries, head = _journal(self.session.store)
        return State(entries, head, records(self.session.store), self._what_opens(), self.copies())

    def _what_opens(self) -> str:
        names = zip(("first", "second", "first recovery", "second recovery"), (*PASSPHRASES, *RECOVERY), strict=True)
        data_keys = {slot.key for slot in key_file.read(key_file.key_path(self.path))}
        return ", ".join([*(name for name, secret in names if opens(self.path, secret)), *sorted(data_keys)])

    def copies(self) -> str:
        """Return which backups lie beside it, and which stores that were moved aside."""
        aside = sorted(path.name for path in self.folder.glob(f"{acts.STORE}.before-*[0-9]"))
        return ", ".join([*(file.path.name for file in self.backups), *aside])

    def hashes(self) -> list[str]:
        """Return the hash of every entry of the journal."""
        return [row[0].hex() for row in self.session.store._driver.all("SELECT hash FROM journal ORDER BY entry")]

    def take_up_migrations(self) -> None:
        """Let the program know the changes of the schema that this store is to see."""
        count = len(list(self.migrations.glob("m*.py")))
        migrations.__path__, schema.VERSION = [str(self.migrations)], 1 + count  # type: ignore[misc]
        importlib.invalidate_caches()


_ROUND: Final = (
    *acts.ACTS,
    *("passphrase", "recovery key", "revoke", "backup", "rotate", "contact", "backup", "passphrase", "restore", "tidy"),
    *("backup", "close"),
)
"""Every act whose order nobody has to help; each finds what it acts upon."""


def live(folder: Path, rounds: int) -> Iterator[tuple[str, str]]:
    """Do one act after another, round after round; gives each with what is there after it, as a line."""
    home = Home(folder)
    for number in range(1, rounds + 1):
        for place, name in enumerate(_ROUND):
            home.do(name, number * 100 + place)
            yield name, home.state().line()
    home.close()


def quiet(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


def opens(store: Path, secret: str) -> bool:
    """Return whether a secret opens a store."""
    for _ in range(2):  # a disk that fails once is asked again
        with suppress(WrongPassphraseError, DamagedError):
            with suppress(DiskError):
                return bool(list(key_file.opened(key_file.read(key_file.key_path(store)), secret)))
            continue
        break
    return False


def records(store: Store) -> str:
    """Return one word for everything but the journal, the device's name, and what a change of the schema made."""
    apart = tuple(name for name in tables(store) if name.startswith(("journal", "trial_", "_sqlite")))
    held = everything(store, without=apart)
    held["settings"] = [row for row in held["settings"] if not row.startswith("('device'")]
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


def _journal(store: Store) -> tuple[int, str]:
    entries, head = store._driver.all("SELECT count(*) OVER (), hash FROM journal ORDER BY entry DESC LIMIT 1")[0]
    return entries, head.hex()


def _passphrase(home: Home, _: int) -> None:
    secret = home.secret
    keys.change_passphrase(home.session, secret, next(other for other in PASSPHRASES if other != secret))


def _recovery(home: Home, _: int) -> None:
    other = next(key for key in RECOVERY if not opens(home.path, key))
    keys.put_recovery_key(home.session, home.secret, other)


def _revoke(home: Home, _: int) -> None:
    keys.revoke_recovery_key(home.session, home.secret)


def _with_recovery(home: Home) -> None:
    if not any(opens(home.path, key) for key in RECOVERY):
        _recovery(home, 0)


def _rotate(home: Home, number: int) -> None:
    secret = home.secret
    home.close()
    recovery = RECOVERY[number % 2] if number % 3 else None
    keys.rotate(home.path, secret, recovery, Stamp(acts.NOW, "R. EXAMPLE"), copying=quiet, proving=quiet)


def _backup(home: Home, _: int) -> None:
    backups.back_up(home.session, quiet)


def _two_days_pass(home: Home) -> None:
    """Let the backups grow older, so that one day some of them are needed no more."""
    for file in home.backups:
        moment = file.at - dt.timedelta(days=2)
        older = file.path.with_name(f"{home.path.stem}-{moment:%Y-%m-%dT%H%M}.backup")
        file.keys.replace(key_file.key_path(older))
        file.path.replace(older)
    if home.backups:
        key_file.sync_folder(places.backups_beside(home.path))


def _restore(home: Home, _: int) -> None:
    file, secret = home.to_restore or _restorable(home)[-1]
    home.to_restore = None
    home.close()
    backups.Restoration(file, home.path, secret, now=acts.now).carry_out(quiet)


def _restorable(home: Home) -> list[tuple[Path, str]]:
    """Return the backups that one of the passphrases can put in place, each with it."""
    found = []
    for file in home.backups:
        for secret in PASSPHRASES:
            with suppress(CaseloadError):
                if not backup_keys.find_keys(file.path, home.path, secret).is_strange:
                    found.append((file.path, secret))
                    break
    return found


def _with_a_backup(home: Home) -> None:
    if not _restorable(home):
        _backup(home, 0)
    home.to_restore = _restorable(home)[-1]


def _tidy(home: Home, _: int) -> None:
    home.session.store.tidy()


def _a_minute_passes(home: Home) -> None:
    log = home.path.with_name(home.path.name + "-wal")
    if log.exists():
        os.utime(log, (0, 0))


def _close(home: Home, _: int) -> None:
    home.close()


def _go_on(home: Home, _: int) -> None:
    home.close()
    home.go_on()


def _fall_behind(home: Home) -> None:
    """Let the mark name entries that the store lacks."""
    store = home.session.store
    seq = store._driver.value("SELECT max(seq) FROM journal WHERE device = ?", (store.device,))
    highwater.put(home.path, Head(store.device, seq + 3, b"lost" * 8), acts.NOW, anew=True)


def _migrate(home: Home, _: int) -> None:
    home.close()
    home.take_up_migrations()
    home.session.store.tidy()


def _with_a_newer_program(home: Home) -> None:
    home.migrations.mkdir(exist_ok=True)
    have = len(list(home.migrations.glob("m*.py")))
    for number in range(have + 2, min(have + 4, _MIGRATIONS + 2)):
        (home.migrations / f"m{number:04}_trial.py").write_text(_MIGRATION.format(number=number), "utf-8")


WHOLE: Final[dict[str, Callable[[Home, int], None]]] = {
    "passphrase": _passphrase,
    "recovery key": _recovery,
    "revoke": _revoke,
    "rotate": _rotate,
    "backup": _backup,
    "restore": _restore,
    "migration": _migrate,
    "go on": _go_on,
    "tidy": _tidy,
    "close": _close,
}
READY: Final[dict[str, Callable[[Home], None]]] = {
    "redo": lambda home: acts.ACTS["undo"](home.session, 0),
    "revoke": _with_recovery,
    "backup": _two_days_pass,
    "restore": _with_a_backup,
    "migration": _with_a_newer_program,
    "go on": _fall_behind,
    "tidy": _a_minute_passes,
}
