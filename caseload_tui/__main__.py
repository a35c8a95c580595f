"""Where the program starts: it answers `--version` by itself and hands all else to `cli`.

Nothing but the standard library is imported here, and `cli` only when it is needed.
"""

import sys

from caseload_tui import __version__


def main(argv: list[str] | None = None) -> int:
    """Run the program with these arguments (the process's own when none are given).

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        print(f"caseload {__version__}")
        return 0
    from caseload_tui import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
