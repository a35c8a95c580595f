"""Faults of the program: told by type and place, never with a message or a value, which may hold a name."""

import sys
from types import TracebackType


def places(trace: TracebackType | None) -> str:
    """Return where it happened, the innermost place last."""
    import traceback

    frames = traceback.extract_tb(trace)[-6:]
    return " > ".join(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames)


def say(error: BaseException) -> None:
    """Print what is to be reported."""
    print(f"caseload: this is a fault in the program, not yours: {type(error).__name__}", file=sys.stderr)
    print("  Nothing was half written. Please report the line below; it holds no names.", file=sys.stderr)
    print(f"  {places(error.__traceback__)}", file=sys.stderr)


def hide_values() -> None:
    """Let Python itself say no more of what nobody catches: in a thread, while an object goes, anywhere else."""
    import threading

    sys.excepthook = lambda _kind, error, _trace: say(error)
    threading.excepthook = lambda fault: say(fault.exc_value) if fault.exc_value else None
    sys.unraisablehook = lambda fault: say(fault.exc_value) if fault.exc_value else None
