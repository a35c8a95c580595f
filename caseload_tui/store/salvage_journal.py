"""The journal of a damaged store: which entries and bodies are what was written, which are lost, which were erased."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final, cast

from caseload_tui.domain.journal import Body, Change, Entry, Id, body_of, hash_of_body, token_of
from caseload_tui.store.salvage import Found

_ENTRY: Final = (
    "device", "seq", "lamport", "utc", "offset_minutes", "actor", "verb", "op", "target", "body_hash", "prev", "hash",
)  # fmt: skip


class Journal:
    """What the whole pages of the journal say. Entries go by their number, actions by that of their first entry."""

    def __init__(self, found: Found) -> None:
        """Take over what was read."""
        self._found = found

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """Return the entries that are what was written: each holds its own hash."""
        entries = {}
        for row in self._found.rows.get("journal", ()):
            entry = Entry(*(row.values[name] for name in _ENTRY))  # type: ignore[arg-type]  # as the columns are
            if entry.computed_hash() == entry.hash:
                entries[cast("int", row.values["entry"])] = entry
        if self._found.pages.is_authentic:
            return entries
        # The number is under no hash. Of one device numbers and sequence go side by side, so the odd one is wrong.
        usual = Counter((entry.device, number - entry.seq) for number, entry in entries.items())
        ahead = {device: by for (device, by), _ in reversed(usual.most_common())}
        return {number: entry for number, entry in entries.items() if number - entry.seq == ahead[entry.device]}

    @cached_property
    def bodies(self) -> dict[int, Body]:
        """Return what the entries were about, as far as it is what was written."""
        bodies = {}
        for row in self._found.rows.get("journal_bodies", ()):
            number, salt, text = (row.values[name] for name in ("entry", "salt", "body"))
            meta = self.entries.get(cast("int", number))
            is_written = hash_of_body(cast("bytes", salt), str(text)) == meta.body_hash if meta else None
            if is_written or (is_written is None and self._found.pages.is_authentic):
                bodies[cast("int", number)] = body_of(str(text))
        return bodies

    @cached_property
    def count(self) -> int:
        """Return how many entries there were, as far as anything tells."""
        versions = (cast("int", row.values["superseded_by"]) for row in self._found.rows.get("versions", ()))
        written = (row.entry for name, rows in self._found.rows.items() if name != "journal" for row in rows)
        return max((*self.entries, *self.bodies, *versions, *written), default=0)

    @cached_property
    def lost_entries(self) -> list[int]:
        """Return the entries of which nobody knows any more what they were about; an erased body is not lost."""
        erased = {number for number, entry in self.entries.items() if self._is_erased(entry)}
        return [n for n in range(1, self.count + 1) if n not in self.bodies and n not in erased]

    @cached_property
    def lost(self) -> list[int]:
        """Return the actions of which a body is lost, in order."""
        return sorted({self.action(number) for number in self.lost_entries})

    def action(self, number: int) -> int:
        """Return the number of the first entry of an action, by which the store's rows name it."""
        entry = self.entries.get(number)
        return self._first[entry.device, entry.lamport] if entry else number

    def is_gap(self, after: int, before: int) -> bool:
        """Return whether anything was lost between two actions."""
        at = bisect_right(self.lost, after)
        return at < len(self.lost) and self.lost[at] < before

    def changes(self, entities: set[str]) -> dict[tuple[str, Id], list[tuple[int, Change]]]:
        """Return the changes of some tables' records, with their actions, in the order in which they were written."""
        found: dict[tuple[str, Id], list[tuple[int, Change]]] = defaultdict(list)
        for number in sorted(self.bodies):
            for change in self.bodies[number].changes:
                if change.entity in entities:
                    found[change.entity, change.id].append((self.action(number), change))
        return found

    def was_erased(self, crn: str) -> bool:
        """Return whether an erasure means this person."""
        return any(token_of(salt, crn) == token for salt, token in self._tokens)

    @cached_property
    def has_erasures(self) -> bool:
        """Return whether anybody was erased."""
        return bool(self._tokens)

    @cached_property
    def _first(self) -> dict[tuple[str, int], int]:
        first: dict[tuple[str, int], int] = {}
        for number in sorted(self.entries):
            entry = self.entries[number]
            first.setdefault((entry.device, entry.lamport), number)
        return first

    @cached_property
    def _tokens(self) -> list[tuple[bytes, str]]:
        people = (cast("dict[str, str]", about["person"]) for about in self._erasures())
        return [(bytes.fromhex(person["salt"]), person["token"]) for person in people]

    def _erasures(self) -> Iterator[dict[str, object]]:
        for number, body in self.bodies.items():
            entry = self.entries.get(number)
            if (entry is None or entry.op == "erase") and {"person", "entries"} <= set(body.about):
                yield cast("dict[str, object]", body.about)

    @cached_property
    def _erased(self) -> list[tuple[str, int, int]]:
        parts = (cast("list[tuple[str, int, int]]", about["entries"]) for about in self._erasures())
        return [(device, first, last) for listed in parts for device, first, last in listed]

    def _is_erased(self, entry: Entry) -> bool:
        return any(device == entry.device and first <= entry.seq <= last for device, first, last in self._erased)
