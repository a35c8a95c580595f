"""The command line: the verbs of the program, with arguments. Plain lines out, one kind of refusal."""

import sys
from importlib import import_module

from caseload_tui.errors import CaseloadError


def main(arguments: list[str]) -> int:
    """Carry out what the arguments ask for and return the exit code."""
    from caseload_tui.cli.parser import build

    try:
        options = build().parse_args(arguments)
        command = getattr(options, "command", None)
        if command is None:
            return _screen(options.store)
        module, _, name = command.run.partition(":")
        result: int = getattr(import_module(f"caseload_tui.cli.{module}"), name)(options) or 0
    except CaseloadError as error:
        _refuse(error)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone: say nothing more to it
        return 0
    except KeyboardInterrupt:
        return 130
    else:
        return result


def _screen(path: str | None) -> int:
    from caseload_tui.ui.app import run

    return run(path)


def _refuse(error: CaseloadError) -> None:
    from caseload_tui.domain.text import clean

    lines = [f"caseload: {error.title}: {error.message}", *(f"  {problem}" for problem in error.problems)]
    if error.advice:
        lines.append(f"  {error.advice}")
    for line in lines:
        print(clean(line), file=sys.stderr)
