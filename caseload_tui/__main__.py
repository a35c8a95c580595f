"""Where the program starts: it answers `--version` by itself and hands all else to `cli`.

Nothing but the standard library is imported here, and `cli` only when it is needed.
"""

import sys

from caseload_tui import __version__

_KILLED = 128
"""A shell's exit code for a program that a signal ended, less the number of the signal."""


def main(argv: list[str] | None = None) -> int:
    """Run the program with these arguments (the process's own when none are given).

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        print(f"caseload {__version__}")
        return 0
    if argv is None:
        _end_in_order()
    from caseload_tui import cli

    return cli.main(arguments)


def _end_in_order() -> None:
    """Close what is open and take away what is half made when somebody else ends the program, as `ctrl+c` does."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda ended, _: sys.exit(_KILLED + ended))


if __name__ == "__main__":
    sys.exit(main())
