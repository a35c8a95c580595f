"""What the process keeps from the rest of the computer before it holds a key: no core dump, no look into its memory."""

import sys
from contextlib import suppress
from functools import cache
from typing import Final

_PR_SET_DUMPABLE: Final = 4


@cache
def harden() -> None:
    """Turn core dumps off; on Linux also keep other programs of the same user from reading this one's memory.

    Neither keeps an administrator out, nor swap and hibernation: full-disk encryption is for those.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):  # where that is forbidden, it is no reason not to work
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
