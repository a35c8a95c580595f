"""Doctor: the state of the store on one screen, and one sentence that says whether anything is to be done."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_tui.domain import wording
from caseload_tui.errors import AlarmError, DamagedError, DiskError
from caseload_tui.services import backups
from caseload_tui.services.session import Session
from caseload_tui.store.health import Health

_LITTLE: Final = 64 * 1024 * 1024
"""Free bytes below which one should make room, whatever the size of the store."""

_BACK: Final = dt.timedelta(minutes=2)
"""How far the clock may be behind the newest entry before it is spoken of."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Advice:
    """One thing to do, and the exit code of what is the matter."""

    words: str
    code: int


@dataclass(frozen=True)
class Diagnosis:
    """Everything that is told."""

    health: Health
    folder: Path
    store: Path
    now: dt.datetime
    advice: tuple[Advice, ...]

    @property
    def is_well(self) -> bool:
        """Return whether nothing is to be done."""
        return not self.advice

    @property
    def code(self) -> int:
        """Return the exit code: that of the worst."""
        return max((advice.code for advice in self.advice), default=0)

    @property
    def sentence(self) -> str:
        """Return the last line."""
        return "All is well." if self.is_well else "To do: " + " ".join(advice.words for advice in self.advice)

    @property
    def backup_days(self) -> int | None:
        """Return how many days ago the newest backup was made."""
        newest = self.health.backup
        return (self.now.date() - newest.backup.at.date()).days if newest else None

    def pairs(self) -> tuple[Pair, ...]:
        """Return what is told, as titles and words."""
        health = self.health
        return (
            ("store", f"{self.store}, {wording.size(health.size)}, log {wording.size(health.log)}"),
            ("encryption", f"SQLCipher {health.cipher}, SQLite {health.sqlite}"),
            ("opens with", health.why_keys_bad or ", ".join(slot.name for slot in health.slots)),
            ("one guess costs", _cost(health)),
            ("last backup", self._backup()),
            ("journal", f"{health.entries:,} entries; newest here: number {health.head.seq:,}, {self._when(health)}"),
            ("given out", _anchor(health, self.now)),
            ("mark", "there is one beside the store" if health.has_mark else "none beside the store"),
            ("disk", f"{health.file_system or 'kind not known'}, {wording.size(health.free)} free"),
            ("also open in", _others(health.others)),
            ("clock", f"{wording.day(self.now.date())}, {self.now:%H:%M %Z}"),
        )

    def _when(self, health: Health) -> str:
        return _moment(health.written_at.astimezone(self.now.tzinfo), self.now)

    def _backup(self) -> str:
        newest = self.health.backup
        if newest is None:
            return f"none in {self.folder}"
        state = "does not prove good" if newest.why_bad else "proved again now"
        days = self.backup_days or 0
        age = "today" if days == 0 else wording.count(days, "day") + " old" if days > 0 else "of a day still to come"
        return f"{newest.backup.path.name}, {age}, {state}; {self.health.backups:,} in {self.folder}"


def examine(session: Session) -> Diagnosis:
    """Look at everything; nothing is changed."""
    folder = backups.folder_of(session)
    health = session.store.examine(folder)
    now = session.now()
    diagnosis = Diagnosis(health, folder, session.store.path, now, ())
    needs_backup = bool(backups.warning(session))
    return Diagnosis(health, folder, session.store.path, now, tuple(_advice(diagnosis, needs_backup=needs_backup)))


def _advice(found: Diagnosis, *, needs_backup: bool) -> list[Advice]:
    health = found.health
    newest = health.backup
    advice: list[Advice] = []
    if health.why_keys_bad:
        advice.append(
            Advice(f"{health.why_keys_bad} Put the .keys file of a backup in its place.", DamagedError.exit_code)
        )
    if newest is not None and newest.is_ahead:
        words = (
            "The newest backup holds entries that this store lacks: an older copy may lie in its place. Rehearse it."
        )
        advice.append(Advice(words, AlarmError.exit_code))
    if newest is not None and newest.why_bad:
        advice.append(Advice(f"The newest backup is not good: {newest.why_bad} Make another.", DamagedError.exit_code))
    if newest is not None and not (newest.why_bad or health.why_keys_bad or newest.has_present_keys):
        advice.append(Advice("The newest backup opens with the keys of before: make another.", 1))
    if needs_backup:
        advice.append(Advice("Make a backup: caseload backup.", 1))
    if health.free < max(_LITTLE, health.size):
        advice.append(Advice("Make room on the disk.", DiskError.exit_code))
    if health.written_at - found.now > _BACK:
        advice.append(Advice("Set the clock: the newest entry is of a later time.", 1))
    return advice


def _cost(health: Health) -> str:
    costs = {f"{slot.memory // 1024:,} MiB, {slot.rounds} rounds, {slot.lanes} lanes" for slot in health.slots}
    return f"Argon2id: {'; '.join(sorted(costs))}" if costs else "not known"


def _anchor(health: Health, now: dt.datetime) -> str:
    if health.anchor is None:
        return "nothing yet"
    seq, at, file = health.anchor
    return f"entry {seq:,} in {file}, {_moment(at.astimezone(now.tzinfo), now)}"


def _others(number: int | None) -> str:
    if number is None:
        return "not known on this system"
    return f"{wording.count(number, 'other window or program', 'other windows or programs')}" if number else "nothing"


def _moment(at: dt.datetime, now: dt.datetime) -> str:
    return f"{wording.day(at.date(), now.date())}, {at:%H:%M}"
