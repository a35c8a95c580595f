"""What no statement may do, whoever wrote it: the authorizer that SQLite asks when it compiles a statement."""

import sqlcipher3.dbapi2 as sqlite

_NEVER = frozenset(
    action
    for name, action in vars(sqlite).items()
    if name.startswith(("SQLITE_ATTACH", "SQLITE_DETACH", "SQLITE_ALTER_", "SQLITE_CREATE_", "SQLITE_DROP_"))
)
_SCHEMA = frozenset({"sqlite_master", "sqlite_schema"})
_PRAGMAS = frozenset(
    {
        "application_id",
        "busy_timeout",
        "cache_size",
        "cipher_integrity_check",
        "cipher_version",
        "data_version",
        "foreign_key_check",
        "integrity_check",
        "journal_mode",
        "page_count",
        "page_size",
        "quick_check",
        "synchronous",
        "user_version",
        "wal_checkpoint",
    }
)
"""Pragmas a working connection may still use; those that take a value here only read when given none."""

_APPEND_ONLY = frozenset({"journal"})
_ERASABLE = frozenset({"journal_bodies"})
_CHANGES = frozenset({sqlite.SQLITE_UPDATE, sqlite.SQLITE_DELETE})


class Guard:
    """Refuses changes of the schema and the journal; while `is_erasing` bodies of entries may go, and nothing else."""

    def __init__(self, *, is_erasing: bool = False) -> None:
        """Start with nothing allowed, or with the one act that takes from the journal."""
        self._is_erasing = is_erasing

    def __call__(self, action: int, first: str | None, second: str | None, _db: str | None, _from: str | None) -> int:
        """Return whether SQLite may compile this part of a statement."""
        return int(sqlite.SQLITE_OK if self._allows(action, first, second) else sqlite.SQLITE_DENY)

    def _allows(self, action: int, first: str | None, second: str | None) -> bool:
        if action in _NEVER:
            return False
        if action == sqlite.SQLITE_PRAGMA:
            return first in _PRAGMAS and (second is None or first in ("busy_timeout", "cache_size", "wal_checkpoint"))
        if action in _CHANGES or action == sqlite.SQLITE_INSERT:
            if first in _SCHEMA:
                return False
            if action in _CHANGES and first in _APPEND_ONLY:
                return False
            if action in _CHANGES and first in _ERASABLE:
                return self._is_erasing
        return True
