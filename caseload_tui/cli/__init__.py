"""The command line: the verbs of the program, with arguments. Plain lines out, one kind of refusal."""

import sys

from caseload_tui.errors import CaseloadError


def main(arguments: list[str]) -> int:
    """Carry out what the arguments ask for and return the exit code."""
    from caseload_tui.cli.parser import build

    try:
        options = build(arguments).parse_args(arguments)
        command = getattr(options, "command", None)
        if command is None:
            return _screen(options.store)
        from importlib import import_module

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
    except Exception as error:  # noqa: BLE001 - a fault of ours: its message and its data may hold a name, so say where
        return _fault(error)
    else:
        return result


def _fault(error: Exception) -> int:
    """Say that the program is at fault, and where, without a word of what it was working on."""
    import traceback
    from pathlib import Path

    places = [
        f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    print(f"caseload: this is a fault in the program, not yours: {type(error).__name__}", file=sys.stderr)
    print("  Nothing was half written. Please report the line below; it holds no names.", file=sys.stderr)
    print(f"  {' > '.join(places[-6:])}", file=sys.stderr)
    return 1


def _screen(path: str | None) -> int:
    from caseload_tui.ui.starting import run

    return run(path)


def _refuse(error: CaseloadError) -> None:
    from caseload_tui.domain.text import clean

    lines = [f"caseload: {error.title}: {error.message}", *(f"  {problem}" for problem in error.problems)]
    if error.advice:
        lines.append(f"  {error.advice}")
    for line in lines:
        print(clean(line), file=sys.stderr)
