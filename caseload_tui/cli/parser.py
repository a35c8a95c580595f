"""The argument parser, built from the commands; reads no file and imports nothing else of the program."""

import argparse
import os
from collections.abc import Collection
from typing import NoReturn

from caseload_tui import __version__
from caseload_tui.cli.commands import COMMANDS, Command
from caseload_tui.errors import UsageError, program
from caseload_tui.errors import command as written

_ABOUT = (
    "Who must be seen, whose plan is due, who is overdue, and why. Prompts for people who decide; not legal advice."
)
_GROUPS = {
    "person": "People",
    "contact": "Contacts and appointments",
    "plan": "Plans",
    "risk": "Risk assessments",
    "rosh": "The risk of serious harm",
    "ual": "Unlawfully at large",
    "case": "Cases",
    "keys": "What opens the store",
    "standards": "The standards that duties are judged by",
}


class Parser(argparse.ArgumentParser):
    """An argument parser that raises our own error, so that every refusal looks the same."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line with what would be accepted."""
        raise UsageError(f"{message}.", advice=f"`{self.prog} --help` shows what is accepted.")


def build(words: Collection[str] | None = None) -> Parser:
    """Return the parser of every command.

    `words` are those of the command line: what none of them names is then listed but takes no arguments, which makes
    up half the time of `--help`.
    """
    parser = Parser(
        prog=program(), description=_ABOUT, epilog="Without a command the screen opens.", formatter_class=_formatter
    )
    parser.add_argument("--version", action="version", version=f"caseload {__version__}")
    _store_options(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    groups: dict[str, argparse._SubParsersAction[Parser]] = {}
    for command in COMMANDS:
        first, _, second = command.words.partition(" ")
        if words is not None and first not in words:
            if first not in commands.choices:
                commands.add_parser(first, help=_group(first) or command.verb.help, add_help=False)
        elif not second:
            _add(commands, first, command)
        else:
            if first not in groups:
                group = commands.add_parser(first, help=_group(first), description=_group(first))
                groups[first] = group.add_subparsers(metavar="COMMAND", parser_class=Parser, required=True)
            _add(groups[first], second, command)
    return parser


def _group(first: str) -> str:
    """Return what stands behind a word that needs a second one, and which second words there are."""
    if first not in _GROUPS:
        return ""
    seconds = [command.words.partition(" ")[2] for command in COMMANDS if command.words.startswith(f"{first} ")]
    return f"{_GROUPS[first]}: {', '.join(seconds)}."


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return the usual formatter, told the width; it would import a tenth of the time of `--help` to ask for it."""
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if told.isdigit() else os.get_terminal_size().columns
    except OSError:
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)


def _add(group: "argparse._SubParsersAction[Parser]", word: str, command: Command) -> None:
    parser = group.add_parser(
        word,
        help=command.verb.help,
        description=command.verb.help,
        epilog=f"Example: {written(command.example)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for argument in command.arguments:
        parser.add_argument(*argument.flags, **argument.options)
    _store_options(parser, is_inner=True)
    if command.is_dated:
        parser.add_argument("--as-of", metavar="DATE", help="as it was on that day (today)")
        parser.add_argument("--as-known", metavar="DATE", help="with only what had been entered by that day")
        parser.add_argument("--profile", metavar="NAME|FILE", help="judge everything by this standard")
    if command.formats:
        parser.add_argument("--format", choices=command.formats, default="text", help="how to print (text)")
    parser.set_defaults(command=command)


def _store_options(parser: argparse.ArgumentParser, *, is_inner: bool = False) -> None:
    """Add the options of the store; those after a command win over those before it."""
    default = argparse.SUPPRESS if is_inner else None
    parser.add_argument("--store", metavar="PATH", default=default, help="the store (or CASELOAD_STORE)")
    parser.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=default,
        help="a file whose first line is the passphrase (or CASELOAD_PASSPHRASE_FILE)",
    )
    parser.add_argument(
        "--keyring", action="store_true", default=default, help="open it with the keyring of this computer"
    )
