"""Finding, making and unlocking a store."""

from dataclasses import dataclass, replace
from pathlib import Path

from caseload_tui.domain import passphrases
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import BehindError, DamagedError, NoStoreError, RefusedError, UsageError
from caseload_tui.services import attempts
from caseload_tui.services.clock import Now, london
from caseload_tui.services.hardening import harden
from caseload_tui.services.places import default_path, is_new
from caseload_tui.services.session import Session
from caseload_tui.services.standards import chosen, take_up
from caseload_tui.standards.carried import Copy
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Profile
from caseload_tui.store import ballast, slots
from caseload_tui.store import open as stores
from caseload_tui.store.identity import exists
from caseload_tui.store.store import Store

__all__ = ["Owner", "create", "default_path", "first_line", "go_on", "is_new", "require", "unlock", "warm"]


_LONGEST = 10_000
"""Characters looked at in a passphrase file."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works with this store: the name stands in the journal, the officer code chooses whose people come first."""

    name: str
    officer_code: str | None = None
    default_profile: str | None = None
    """The standard for cases that name none: a name or a file."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return what others know of the owner and would try first."""
        return tuple(part for part in (self.name, self.officer_code) if part)


def create(
    path: Path,
    passphrase: str,
    owner: Owner,
    *,
    recovery: bool = True,
    even_here: bool = False,
    now: Now = london,
) -> tuple[Session, str | None]:
    """Make an encrypted store and return it open, with its recovery key, which is shown once.

    Raises:
        RefusedError: there is a store already, its place is less safe (and not `even_here`),
            the passphrase is too weak, or the owner is not one.
        DiskError: the place cannot be written to.
    """
    weak = passphrases.problem(passphrase, owner.words)
    if weak:
        raise RefusedError(weak)
    owner = _checked(owner)
    standard = chosen(owner.default_profile) if owner.default_profile else None
    if exists(path):
        raise RefusedError(
            "There is a store at this place already; it was not touched.", advice="Choose another place."
        )
    harden()
    stamp = Stamp(at=now(), actor=owner.name)
    store, key = stores.create(path, passphrase, stamp=stamp, recovery=recovery, even_here=even_here)
    _settle(store, owner, standard, stamp)
    ballast.make(path)
    return Session(store, now), key


def _checked(owner: Owner) -> Owner:
    """Return the owner with a tidy officer code; refuses what would only be noticed when it is used."""
    code = (owner.officer_code or "").strip()
    if len(code.split()) > 1:
        raise RefusedError("An officer code has no blanks inside.", advice="Leave it out if you have none.")
    return replace(owner, officer_code=code or None)


def _settle(store: Store, owner: Owner, standard: Profile | Copy | None, stamp: Stamp) -> None:
    with store.write("store.init", stamp=stamp) as change:
        change.set("actor", owner.name)
        if owner.officer_code:
            change.set("officer_code", owner.officer_code)
        if standard is not None:
            take_up(change, standard)


def unlock(path: Path, passphrase: str, *, now: Now = london) -> Session:
    """Open a store.

    Raises:
        NoStoreError, WrongPassphraseError, DamagedError, NewerSchemaError, LockedError: each with its own words.
    """
    require(path)
    harden()
    try:
        with attempts.counted(path, now):
            session = Session(stores.unlock(path, passphrase), now)
    except (DamagedError, BehindError) as found:
        from caseload_tui.services.backups import ways_out

        raise ways_out(found, path) from found
    session.store.watch_clock(now())
    if session.is_read_only:
        return session
    slots.settle(session.store, session.stamp())
    if session.store.opened_with == "recovery":
        with session.store.write("store.unlock", stamp=session.stamp()) as change:
            change.about = {"with": "recovery"}
    return session


def go_on(path: Path, passphrase: str, *, why: str | None = None, now: Now = london) -> Session:
    """Open a store although its newest entries are missing, and let its journal say so.

    Raises:
        RefusedError: nothing is missing.
    """
    try:
        unlock(path, passphrase, now=now).store.close()
    except BehindError:
        session = Session(stores.unlock(path, passphrase, despite_mark=True), now)
        session.store.go_on(session.stamp(), why=why)
        return session
    raise RefusedError("Nothing is missing from this store.", advice="Open it as always.")


def require(path: Path) -> None:
    """Refuse a place without a store, before anyone types a passphrase.

    Raises:
        NoStoreError: there is none, or it is missing.
    """
    if exists(path):
        return
    if is_new(path):
        raise NoStoreError(
            f"There is no store at {path}.", advice="`caseload init` makes one; `caseload demo` needs none."
        )
    from caseload_tui.services.backups import newest_words

    raise NoStoreError(
        f"The store is missing: {path}. Its keys or backups are here.",
        advice=f"If it was moved, put it back. {newest_words(path)}",
    )


def warm() -> None:
    """Read what every session reads and that no passphrase is needed for, while one is typed."""
    harden()
    shipped()


def first_line(path: Path) -> str:
    """Return the passphrase that stands on the first line of a file.

    Raises:
        UsageError: the file cannot be read or is empty.
    """
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.read(_LONGEST).splitlines()  # what is named may have no end
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("The passphrase file cannot be read.", advice="Give a text file that you may read.") from error
    if not lines or not lines[0]:
        raise UsageError("The passphrase file is empty.", advice="Its first line is the passphrase.")
    return lines[0]
