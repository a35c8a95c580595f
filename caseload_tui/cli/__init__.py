"""The command line: the verbs of the program, with arguments. Plain lines out, one kind of refusal."""

import io
import os
import sys

from caseload_tui.errors import CaseloadError, UsageError


def main(arguments: list[str]) -> int:
    """Carry out what the arguments ask for and return the exit code."""
    _settle_streams()
    try:
        return _carry_out(arguments)
    except CaseloadError as error:
        return _refuse(error)
    except (UnicodeDecodeError, MemoryError) as error:
        return _refuse(_in_words(error))
    except BrokenPipeError:
        return 0
    except (KeyboardInterrupt, EOFError):  # ctrl+c anywhere, ctrl+d at a question
        print(file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - a fault of ours: its message and its data may hold a name, so say where
        return _fault(error)


def _in_words(error: UnicodeDecodeError | MemoryError) -> CaseloadError:
    if isinstance(error, UnicodeDecodeError):  # files are read by those who say so themselves
        return UsageError("What came on standard input is not text.", advice="Accepted: UTF-8.")
    words = "There is not enough memory for this. Nothing was half written."
    return CaseloadError(words, advice="Close other programs, or bring in fewer rows at a time.")


def _carry_out(arguments: list[str]) -> int:
    from importlib import import_module

    from caseload_tui.cli.parser import build

    options = build(arguments).parse_args(arguments)
    command = getattr(options, "command", None)
    if command is None:
        return _screen(options.store)
    module, _, name = command.run.partition(":")
    result: int = getattr(import_module(f"caseload_tui.cli.{module}"), name)(options) or 0
    from caseload_tui.cli.out import finish

    finish()
    return result


def _settle_streams() -> None:
    """Have three streams even where the one who started this closed them, and none that stops at a letter."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - no time for pathlib; it stays open
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open as long as the program
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open as long as the program
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="strict")  # what is recorded must be what was meant


def _fault(error: Exception) -> int:
    from caseload_tui.cli import faults

    faults.say(error)
    return 1


def _screen(path: str | None) -> int:
    from caseload_tui.ui.starting import run

    return run(path)


def _refuse(error: CaseloadError) -> int:
    from caseload_tui.domain.text import clean

    lines = [f"caseload: {error.title}: {error.message}", *(f"  {problem}" for problem in error.problems)]
    if error.advice:
        lines.append(f"  {error.advice}")
    for line in lines:
        print(clean(line), file=sys.stderr)
    return error.exit_code
