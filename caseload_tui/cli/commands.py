"""The commands: which words call which verb with which arguments. Data only, so that `--help` is quick."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any, Final, NamedTuple, get_args

from caseload_tui.domain.verbs import VERBS, Op, Verb


class Argument(NamedTuple):
    """One argument as argparse takes it."""

    flags: tuple[str, ...]
    options: dict[str, Any]  # argparse's own keywords


class Command(NamedTuple):
    """Words on the command line, the verb they stand for, and the function that carries it out."""

    words: str
    verb_id: str
    run: str
    """Module of `cli` and function in it, as `module:function`; imported only when called."""

    example: str
    arguments: tuple[Argument, ...] = ()
    formats: tuple[str, ...] = ()
    is_dated: bool = False
    """Takes --as-of, --as-known and --profile."""

    @property
    def verb(self) -> Verb:
        """Return the verb of the registry."""
        return VERBS[self.verb_id]


def _arg(*flags: str, **options: object) -> Argument:
    return Argument(flags, options)


def _number(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(f"this is not a whole number from {low:,} to {high:,}: {text}")
        return int(text)

    return read


_TEN_YEARS: Final = 3660
_CRN = _arg("crn", metavar="CRN", help="reference of the person")
_REVIEWED = (
    _arg("--on", metavar="DATE", help="the day of the review (today)"),
    _arg("--reason", metavar="TEXT", help="why it was reviewed"),
)
_FILTER = _arg("filter", metavar="FILTER", nargs="*", help="such as 'rosh:high overdue:in-person>7d'")
_FOLDER = _arg("folder", metavar="FOLDER")
_NEW_FROM = _arg("--new-passphrase-file", metavar="FILE", help="a file whose first line is the new passphrase")
_KEY_TO = _arg("--to", metavar="FILE", help="write the new recovery key to this new file and ask nothing")
_ALL = ("text", "json", "csv", "xlsx")
_TEXT_JSON = ("text", "json")

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "demo",
        "demo.open",
        "demo:demo",
        "caseload demo --people 60",
        (
            _arg("--people", type=int, default=60, metavar="N", help="how many people to invent (60)"),
            _arg("--seed", type=int, default=17, metavar="S", help="the same number gives the same people (17)"),
            _arg("--export", metavar="FOLDER", help="write the people as CSV instead of opening the screen"),
        ),
    ),
    Command(
        "init",
        "store.init",
        "stores:init",
        "caseload init --store me.caseload --passphrase-file secret.txt",
        (
            _arg("--even-here", action="store_true", help="also on a network share or in a synchronised folder"),
            _arg("--no-recovery", action="store_true", help="make no recovery key"),
            _arg("--officer", metavar="CODE", help="your officer code: lists then start with your own people"),
            _arg("--name", metavar="NAME", help="your name, as the journal shows it"),
            _arg("--default-profile", metavar="NAME|FILE", help="the standard for cases that name none"),
        ),
    ),
    Command(
        "import",
        "folder.import",
        "folders:import_folder",
        "caseload import fixtures/northside --dry-run",
        (
            _arg("folder", metavar="FOLDER|FILE.xlsx", help="a folder with files such as cases.csv, or a workbook"),
            _arg("--dry-run", action="store_true", help="print the report, write nothing"),
            _arg(
                "--on-conflict",
                choices=("update", "skip"),
                help="where a record differs from yours: take the folder's (update) or keep yours (skip)",
            ),
            _arg(
                "--dates",
                choices=("dd/mm/yyyy", "mm/dd/yyyy"),
                help="which comes first in dates with slashes that do not show it, the day or the month",
            ),
            _arg("--all", action="store_true", help="list every problem, not only the first of each file"),
        ),
        _TEXT_JSON,
    ),
    Command(
        "export",
        "folder.export",
        "folders:export_folder",
        "caseload export backup-folder --why 'moving to the new laptop'",
        (_FOLDER, _arg("--why", metavar="TEXT", help="what it is for, for the journal; without names")),
    ),
    Command("template", "folder.template", "folders:template", "caseload template empty-folder", (_FOLDER,)),
    Command(
        "check",
        "store.check",
        "stores:check",
        "caseload check --against export-of-march/journal-head.txt",
        (_arg("--against", metavar="FILE", help="the journal-head.txt of an export: is it still there?"),),
        _TEXT_JSON,
    ),
    Command(
        "go-on",
        "store.go-on",
        "stores:go_on",
        "caseload go-on --why 'the disk of the old laptop is lost'",
        (_arg("--why", metavar="TEXT", required=True, help="the reason, for the journal; without names"),),
    ),
    Command(
        "lock-time",
        "store.lock-time",
        "stores:lock_time",
        "caseload lock-time 5",
        (_arg("minutes", metavar="MINUTES", nargs="?", help="set it; without it, say what is set"),),
    ),
    Command("keys list", "keys.list", "keys:list_keys", "caseload keys list", (), _TEXT_JSON),
    Command("passphrase", "keys.passphrase", "keys:passphrase", "caseload passphrase", (_NEW_FROM,)),
    Command("recovery", "keys.recovery", "keys:recovery", "caseload recovery", (_KEY_TO,)),
    Command("keys keyring", "keys.keyring", "keys:keyring", "caseload keys keyring"),
    Command(
        "keys revoke",
        "keys.revoke",
        "keys:revoke",
        "caseload keys revoke keyring",
        (_arg("slot", choices=("recovery", "keyring"), help="which of them"),),
    ),
    Command("keys rotate", "keys.rotate", "keys:rotate", "caseload keys rotate", (_KEY_TO,)),
    Command(
        "backup",
        "store.backup",
        "backups:backup",
        "caseload backup --to /media/stick/caseload",
        (
            _arg("--to", metavar="FOLDER", help="another folder, for this one only"),
            _arg("--from-now-on", action="store_true", help="from now on all go to that folder"),
        ),
        _TEXT_JSON,
    ),
    Command(
        "restore",
        "store.restore",
        "backups:restore",
        "caseload restore backups/caseload-2026-11-25T0914.backup --rehearse",
        (
            _arg("file", metavar="FILE", help="a backup; its key file lies beside it"),
            _arg("--rehearse", action="store_true", help="only prove it and say what is in it"),
            _arg("--yes", action="store_true", help="do not ask"),
            _arg("--present-passphrase-file", metavar="FILE", help="for the store that is there, where it has another"),
            _arg("--although-another", action="store_true", help="also where another store is there"),
        ),
        _TEXT_JSON,
    ),
    Command(
        "salvage",
        "store.salvage",
        "salvaging:salvage",
        "caseload salvage caseload.store --to salvaged.store",
        (
            _arg("file", metavar="FILE", help="the damaged store; it is not touched"),
            _arg("--to", metavar="NEW", required=True, help="where the new store is to be"),
        ),
        _TEXT_JSON,
    ),
    Command("doctor", "store.doctor", "doctor:doctor", "caseload doctor", (), _TEXT_JSON),
    Command(
        "log",
        "log.show",
        "log:log",
        "caseload log --op consult --op disclose --since 2026-11-01 --format csv",
        (
            _arg("--since", metavar="DATE", help="from this day on"),
            _arg("--until", metavar="DATE", help="up to and with this day"),
            _arg("--about", metavar="CRN", help="about one person only"),
            _arg(
                "--op",
                action="append",
                choices=get_args(Op),
                help="of this kind of processing only; may be given again",
            ),
        ),
        _ALL,
    ),
    Command("rebuild", "store.rebuild", "stores:rebuild", "caseload rebuild"),
    Command("today", "today.show", "lists:today", "caseload today", (), _TEXT_JSON, is_dated=True),
    Command(
        "list",
        "caseload.list",
        "lists:caseload",
        "caseload list 'rosh:high seen:>30d'",
        (_FILTER,),
        _ALL,
        is_dated=True,
    ),
    Command(
        "overdue",
        "overdue.list",
        "lists:overdue",
        "caseload overdue --by officer",
        (
            _FILTER,
            _arg("--by", choices=("officer", "team", "rule", "rosh"), help="counts instead of duties"),
            _arg("--limit", type=_number(1, 1_000_000), metavar="N", help="the first N only"),
        ),
        _ALL,
        is_dated=True,
    ),
    Command(
        "due",
        "due.list",
        "lists:due",
        "caseload due --days 14",
        (
            _FILTER,
            _arg("--days", type=_number(0, _TEN_YEARS), default=7, metavar="N", help="how far ahead (7)"),
            _arg("--undated", action="store_true", help="also what has no due date while a pause lasts"),
        ),
        _ALL,
        is_dated=True,
    ),
    Command(
        "explain",
        "case.explain",
        "explaining:explain",
        "caseload explain X100001 F2F_GAP",
        (
            _arg("crn", metavar="CRN", nargs="?", help="reference of the person"),
            _arg("rule", metavar="RULE", nargs="?", help="one rule only, such as F2F_GAP"),
            _arg("--all", action="store_true", help="everyone, one after the other"),
            _arg("--full", action="store_true", help="in text also what was met before, and rules that do not apply"),
        ),
        _ALL,
        is_dated=True,
    ),
    Command("show", "case.show", "cases:show", "caseload show X100001", (_CRN,), _TEXT_JSON, is_dated=True),
    Command(
        "timeline",
        "case.timeline",
        "cases:timeline",
        "caseload timeline X100001 --format csv",
        (_CRN,),
        _ALL,
        is_dated=True,
    ),
    Command(
        "person add",
        "person.add",
        "recording:person_add",
        "caseload person add - < person.txt",
        (
            _arg(
                "source",
                metavar="-",
                nargs="?",
                help="- reads name=value lines from standard input; without it you are asked",
            ),
        ),
    ),
    Command(
        "contact add",
        "contact.add",
        "recording:contact_add",
        "echo 'office today 14:00 attended' | caseload contact add X100001 -",
        (
            _CRN,
            _arg("line", metavar="LINE", nargs="+", help="- reads the line from standard input"),
            _arg("--dry-run", action="store_true", help="say what it would do, write nothing"),
        ),
    ),
    Command(
        "contact outcome",
        "contact.outcome",
        "recording:contact_outcome",
        "caseload contact outcome c-17 ATTC",
        (_arg("contact_id", metavar="ID"), _arg("code", metavar="CODE", help="an outcome such as ATTC or UAAB")),
    ),
    Command(
        "plan review",
        "plan.review",
        "recording:plan_review",
        "caseload plan review X100001 --on 2026-11-20",
        (
            _CRN,
            *_REVIEWED,
            _arg("--sentence", metavar="ID", help="whose plan, where more than one has a plan"),
        ),
    ),
    Command(
        "plan add",
        "plan.add",
        "recording:plan_add",
        "caseload plan add X100001 --on 2026-11-20",
        (
            _CRN,
            _arg("--on", metavar="DATE", help="the day it was completed (today)"),
            _arg("--sentence", metavar="ID", help="which sentence, where more than one has no plan"),
        ),
    ),
    Command(
        "risk review",
        "risk.review",
        "recording:risk_review",
        "caseload risk review X100001",
        (_CRN, *_REVIEWED),
    ),
    Command(
        "rosh change",
        "rosh.change",
        "recording:rosh_change",
        "caseload rosh change X100001 H",
        (
            _CRN,
            _arg("level", metavar="LEVEL", help="L, M, H or VH"),
            _arg("--from", dest="from_on", metavar="DATE", help="the first day at that level (today)"),
        ),
    ),
    Command(
        "ual change",
        "ual.change",
        "recording:ual_change",
        "caseload ual change X100001 --on 2026-11-20",
        (_CRN, _arg("--on", metavar="DATE", help="the first day at large, or no longer at large (today)")),
    ),
    Command(
        "case close",
        "case.close",
        "recording:case_close",
        "caseload case close X100001",
        (
            _CRN,
            _arg("--on", metavar="DATE", help="the day it was closed (today)"),
            _arg("--because", metavar="TEXT", help="why"),
        ),
    ),
    Command("undo", "edit.undo", "recording:undo", "caseload undo"),
    Command("redo", "edit.redo", "recording:redo", "caseload redo"),
    Command("standards list", "standards.list", "standards:list_standards", "caseload standards list", (), _TEXT_JSON),
    Command(
        "standards show",
        "standards.show",
        "standards:show",
        "caseload standards show ps-ns2021",
        (_arg("name", metavar="NAME", help="a name or a file"),),
        _TEXT_JSON,
    ),
    Command(
        "standards use",
        "standards.use",
        "standards:use",
        "caseload standards use north.toml",
        (_arg("name", metavar="NAME|FILE", nargs="?", help="without it: which one is used"),),
    ),
    Command(
        "standards lint",
        "standards.lint",
        "standards:lint_file",
        "caseload standards lint local.toml",
        (_arg("file", metavar="FILE"),),
        _TEXT_JSON,
    ),
)
