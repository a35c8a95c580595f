"""How much is tried: a quick run with every change, the long one (`make faults`) before a release."""

import os
from typing import Final

IS_LONG: Final = os.environ.get("CASELOAD_FAULTS") == "long"


def amount(quick: int, thorough: int) -> int:
    """Return how many to try in this run."""
    return thorough if IS_LONG else quick
