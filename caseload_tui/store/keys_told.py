"""Key file and journal are two files, and no system writes two at once: which key file the journal tells of.

The key file is written first. So each entry about keys names the key file that it goes with, and whoever opens a store
whose program was killed between the two finds a key file that the journal does not tell of.
"""

import hashlib
from typing import TYPE_CHECKING, Final

from caseload_tui.store import keys
from caseload_tui.store.driver import Driver
from caseload_tui.store.keys import Slot

if TYPE_CHECKING:
    from caseload_tui.domain.journal import Json

_NEWEST: Final = (
    "SELECT json_extract(body, '$.about.slots') AS told FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
    " WHERE (verb = 'store.init' OR verb GLOB 'keys.*') AND told IS NOT NULL ORDER BY j.entry DESC LIMIT 1"
)


def about(slots: tuple[Slot, ...]) -> "dict[str, Json]":
    """Return what the journal says of a change of the keys: which key file it led to."""
    return {"slots": hashlib.sha256(keys.document(slots)).hexdigest()}


def is_told(driver: Driver, slots: tuple[Slot, ...]) -> bool:
    """Return whether the newest entry about keys goes with this key file."""
    return bool(driver.value(_NEWEST) == about(slots)["slots"])


def missing_verb(before: tuple[Slot, ...], now: tuple[Slot, ...]) -> str:
    """Return which act led from one key file to the other."""
    names = {slot.name for slot in now}
    if any(slot.name not in names for slot in before):
        return "keys.revoke"
    changed = next((slot.name for slot in now if slot not in before), "passphrase")
    return f"keys.{changed}"
