"""The command line: the verbs of the program, with arguments."""

import argparse

from caseload_tui import __version__


def main(arguments: list[str]) -> int:
    """Carry out what the arguments ask for and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="caseload", description="Who must be seen, whose plan is due, who is overdue, and why."
    )
    parser.add_argument("--version", action="version", version=f"caseload {__version__}")
    parser.parse_args(arguments)
    return 0
