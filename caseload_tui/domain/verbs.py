"""The verbs: everything a person can do, once. The screen adds keys and places, the command line adds arguments.

Bindings, footer, palette, help, `--help` and the key table of the README are all read from here.
"""

from typing import Final, Literal, NamedTuple

Op = Literal["collect", "alter", "consult", "disclose", "combine", "erase", "unlock", "fail", "config"]
"""The kinds of processing that the journal names."""


class Verb(NamedTuple):
    """One thing a person can do.

    `op` is what the journal calls it, None for what leaves no trace. `screen_only` and `command_only` give the reason
    why a verb lacks the other face; a test refuses a verb that lacks one without a reason. `meets` are the rules whose
    duties are met by what it records, so that `w` can name it.
    """

    id: str
    title: str
    help: str
    op: Op | None = None
    undoable: bool = False
    screen_only: str = ""
    command_only: str = ""
    meets: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Return whether it changes what is recorded, so that it is refused while another day is looked at."""
        return self.op in ("collect", "alter")


_MOVES = "it moves about the screen"
_BY_ITSELF = "the program notes it by itself"
_SCRIPT = "it is for scripts and files"

_ALL: Final[tuple[Verb, ...]] = (
    # the store
    Verb("store.init", "New store", "Make an encrypted store with a passphrase and a recovery key.", "config"),
    Verb(
        "store.unlock", "Unlock", "Open the store with your passphrase.", "unlock", screen_only="every command does it"
    ),
    Verb("store.lock", "Lock", "Close the store and cover the screen at once; drafts are kept.", screen_only=_MOVES),
    Verb("store.lock-time", "Time until it locks", "After how long without a key the screen locks itself.", "config"),
    Verb(
        "store.check",
        "Check the store",
        "Prove that the file, the journal and the overdue list are whole and agree.",
        "config",
    ),
    Verb(
        "store.go-on",
        "Go on without",
        "Open a store although its newest entries are missing; the journal says so.",
        "config",
    ),
    Verb(
        "clock.back",
        "Clock set back",
        "The clock of this computer went back since the entry before.",
        "config",
        screen_only=_BY_ITSELF,
        command_only=_BY_ITSELF,
    ),
    Verb(
        "log.show",
        "Log",
        "Who did what to whose record, and who looked at it; never what it says.",
        command_only="it is for those who check, as a file",
    ),
    Verb("store.rebuild", "Rebuild", "Work out every duty again after a change of standard or version.", "config"),
    Verb(
        "keys.list",
        "Keys of the store",
        "What opens the store, since when, and what a guess at it costs.",
        command_only=_SCRIPT,
    ),
    Verb("keys.passphrase", "Change passphrase", "Set another passphrase; the records are not written anew.", "config"),
    Verb(
        "keys.recovery",
        "New recovery key",
        "Make another recovery key; the one before opens the store no more.",
        "config",
    ),
    Verb(
        "keys.keyring",
        "Keyring",
        "Let the keyring of this computer open the store as well, for whoever is logged in.",
        "config",
        command_only="it is rarely wise",
    ),
    Verb(
        "keys.revoke",
        "Revoke a key",
        "Let the recovery key, or a keyring, open the store no more.",
        "config",
        command_only="it is rarely wise",
    ),
    Verb(
        "keys.rotate",
        "New data key",
        "Write the store anew under another key: after a passphrase became known.",
        "config",
        command_only="the store must be open nowhere meanwhile",
    ),
    Verb("store.backup", "Back up now", "Copy the store to one encrypted file, and prove the copy.", "config"),
    Verb(
        "store.restore",
        "Restore",
        "Put a backup in the place of the store, which is moved aside; or only rehearse it.",
        "config",
        command_only="the store is closed while it is replaced",
    ),
    Verb(
        "store.salvage",
        "Salvage",
        "Bring what can be read of a damaged store into a new one; the damaged one is not touched.",
        "collect",
        command_only="the damaged store does not open on the screen",
    ),
    Verb("store.doctor", "Doctor", "Say on one screen how the store and its backups are, and what is to be done."),
    Verb("demo.open", "Demo", "Open invented people in a throw-away store.", command_only="it starts the program"),
    # lists
    Verb("today.show", "Today", "What to do first, who is in the diary, what waits for an outcome."),
    Verb("caseload.list", "Caseload", "One row a person, filtered and sorted as you like."),
    Verb(
        "overdue.list",
        "Overdue",
        "Every duty that is overdue, worst first.",
        command_only="on screen it is a saved view",
    ),
    Verb("due.list", "Due", "Duties that fall due in the coming days.", command_only="on screen it is a saved view"),
    Verb(
        "list.filter", "Filter", "Narrow this list as you type.", screen_only="list takes the same line as an argument"
    ),
    Verb("list.sort", "Sort", "Choose what this list is ordered by.", screen_only="list takes sort: in its filter"),
    Verb(
        "list.flip",
        "Flip the order",
        "Turn the order of this list round.",
        screen_only="list takes sort: in its filter",
    ),
    Verb("list.mark", "Mark", "Mark this row; a contact is then recorded for all that are marked.", screen_only=_MOVES),
    Verb(
        "view.show",
        "View",
        "Show the people of a view, by its digit or its name.",
        screen_only="list takes the same line as an argument",
    ),
    Verb("day.back", "Day before", "See everything as it was a day earlier.", screen_only="--as-of does it"),
    Verb("day.on", "Day after", "See everything as it is a day later.", screen_only="--as-of does it"),
    Verb("day.today", "Back to today", "Leave the other day.", screen_only="--as-of does it"),
    # one case
    Verb("case.show", "Open", "The case file: summary, timeline, what is due.", "consult"),
    Verb("case.last", "Case", "The case that was open last, as it is now.", screen_only=_MOVES),
    Verb("case.timeline", "Timeline", "Every contact of one person, newest first.", "consult"),
    Verb("case.tab", "Go to a tab", "Then s for Summary, t for Timeline, d for Due.", screen_only=_MOVES),
    Verb(
        "case.explain",
        "Why",
        "Why a duty is overdue: the rule, its source, what counted, what would clear it.",
        "consult",
    ),
    Verb(
        "person.add", "New person", "Add a person: name, reference, risk, officer, sentence.", "collect", undoable=True
    ),
    Verb("contact.add", "Record contact", "Say how and when you met, and how it went.", "collect", undoable=True),
    Verb(
        "contact.outcome",
        "Outcome",
        "Give a past appointment its outcome.",
        "alter",
        undoable=True,
        meets=("OUTCOME_MISSING",),
    ),
    Verb(
        "plan.add",
        "First plan",
        "Record that the first plan of a sentence was completed.",
        "collect",
        undoable=True,
        meets=("PLAN_INIT",),
    ),
    Verb(
        "plan.review",
        "Plan review",
        "Record that the plan was reviewed.",
        "collect",
        undoable=True,
        meets=("PLAN_REV",),
    ),
    Verb(
        "risk.review",
        "Risk review",
        "Record that the risk assessment was reviewed.",
        "collect",
        undoable=True,
        meets=("RISK_REV",),
    ),
    Verb("rosh.change", "Change RoSH", "Record another level of risk of serious harm.", "alter", undoable=True),
    Verb(
        "ual.change",
        "Unlawfully at large",
        "Record since when a person is unlawfully at large, or the first day on which they no longer are.",
        "alter",
        undoable=True,
    ),
    Verb("case.close", "Close the case", "Record that the case was closed, and why.", "alter", undoable=True),
    # taking back
    Verb("edit.undo", "Undo", "Take back the last change.", "alter"),
    Verb("edit.redo", "Redo", "Do again what was taken back.", "alter"),
    # files
    Verb(
        "folder.import",
        "Import",
        "Bring in a folder of CSV, all of it or nothing; what it would do can be looked at first.",
        "collect",
        undoable=True,
    ),
    Verb("folder.export", "Export", "Write everything to a folder of CSV.", "disclose"),
    Verb("folder.template", "Template", "Write empty CSV files with their headers.", command_only=_SCRIPT),
    # standards
    Verb(
        "standards.list",
        "Standards",
        "The standards known here, with their dates.",
        command_only="its screen comes later",
    ),
    Verb(
        "standards.show",
        "Show a standard",
        "Every number of a standard with its source.",
        command_only="its screen comes later",
    ),
    Verb(
        "standards.use",
        "Use a standard",
        "Judge the cases that name no standard by this one; a file is copied into the store.",
        "config",
        undoable=True,
        command_only="its screen comes later",
    ),
    Verb("standards.lint", "Check a standard", "Say what is wrong in a standard's file.", command_only=_SCRIPT),
    # the screen itself
    Verb("palette.open", "Go to", "Find a person, a command, a view, a draft or a day.", "consult", screen_only=_MOVES),
    Verb("keys.show", "Keys", "Every key that works here.", screen_only="--help does it"),
    Verb("names.hide", "Hide names", "Show initials and references in place of names.", screen_only=_MOVES),
    Verb("theme.choose", "Theme", "Dark, light or high contrast.", screen_only=_MOVES),
    Verb("app.quit", "Quit", "Close the program.", screen_only=_MOVES),
)

VERBS: Final[dict[str, Verb]] = {verb.id: verb for verb in _ALL}
