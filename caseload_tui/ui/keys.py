"""Keys and places of the verbs. Bindings, key bars, help, palette, docs/keys.md and README are read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

from caseload_tui.domain import wording
from caseload_tui.domain.verbs import VERBS


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that has keys of its own."""

    id: str
    title: str


TODAY: Final = Place("today", "Today")
CASELOAD: Final = Place("caseload", "Caseload")
CASE: Final = Place("case", "Case")
PLACES: Final = (TODAY, CASELOAD, CASE)


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a verb: `keys` in Textual's names, none for what only the palette offers.

    `words` stand in the key bar; `bar` says how early, 0 keeps the key out of it. No places means everywhere.
    `shown` is how the key is written; of a verb without keys, the key of another verb that leads to it.
    """

    verb: str
    keys: str = ""
    words: str = ""
    bar: int = 0
    places: tuple[Place, ...] = ()
    shown: str = ""

    @property
    def label(self) -> str:
        """Return the key as it is written on the screen."""
        return self.shown or self.keys.replace(",", " ")


_LISTS: Final = (TODAY, CASELOAD)

KEYS: Final[tuple[Key, ...]] = (
    Key("case.show", "enter", "open", 1, _LISTS),
    Key("case.explain", "w", "why", 4),
    Key("contact.add", "c", "contact", 2),
    Key("contact.outcome", "a", "outcome", 8),
    Key("plan.review", "p", "plan review", 9),
    Key("plan.add", words="first plan", shown="p"),
    Key("risk.review"),
    Key("rosh.change"),
    Key("ual.change"),
    Key("case.close"),
    Key("person.add", "n", "new person", 12, (TODAY, CASELOAD)),
    Key("list.filter", "/", "filter", 5, (CASELOAD,)),
    Key("list.sort", "s", "sort", 10, (CASELOAD,)),
    Key("list.flip", "S", "flip", 0, (CASELOAD,)),
    Key("view.show", "v", "views", 6, _LISTS),
    Key("list.mark", "space", "mark", 7, (CASELOAD,)),
    Key("case.tab", "'", "then s t d: tab", 11, (CASE,)),
    Key("case.timeline", places=(CASE,)),
    Key("today.show", "1", "Today"),
    Key("caseload.list", "2", "Caseload"),
    Key("case.last", "3", "Case"),
    Key("palette.open", "colon,ctrl+p", "go to", 8, shown=":"),
    Key("keys.show", "question_mark", "keys", 99, shown="?"),
    Key("edit.undo", "u", "undo"),
    Key("edit.redo", "ctrl+r", "redo"),
    Key("day.back", "left_square_bracket", "day before", shown="["),
    Key("day.on", "right_square_bracket", "day after", shown="]"),
    Key("day.today", "backspace", "back to today"),
    Key("names.hide", "z", "hide names"),
    Key("theme.choose"),
    Key("folder.import", "i", "import", 14, (TODAY, CASELOAD)),
    Key("folder.export"),
    Key("store.backup"),
    Key("store.doctor"),
    Key("store.check"),
    Key("store.rebuild"),
    Key("keys.passphrase"),
    Key("keys.recovery"),
    Key("store.lock-time"),
    Key("store.lock", "ctrl+l", "lock"),
    Key("app.quit", "q,ctrl+q", "quit"),
    Key("store.unlock", "enter", "unlock", 0, (Place("unlock", "Unlock"),)),
    Key("store.go-on", "enter", "go on", 0, (Place("unlock", "Unlock"),)),
    Key("store.init", "enter", "new store", 0, (Place("first", "First run"),)),
)

MOVES: Final[tuple[tuple[str, str], ...]] = (
    ("j k", "down, up; arrows too"),
    ("g G", "first, last"),
    ("ctrl+d u", "half a page"),
    ("tab", "the next tab, the other pane"),
    ("esc", "one level back"),
    ("1 2 3", "areas"),
)
"""How one moves in every list, for the help."""


def here(place: Place, *, read_only: bool = False) -> tuple[Key, ...]:
    """Return the keys that work in a place; without those that write where another day is looked at."""
    found = (key for key in KEYS if key.keys and (not key.places or place in key.places))
    return tuple(key for key in found if not (read_only and VERBS[key.verb].writes))


def bindings(place: Place) -> list[Binding]:
    """Return the bindings of a screen; their ids are the verbs, so that a keymap can change them."""
    return [
        Binding(key.keys, f"verb('{key.verb}')", VERBS[key.verb].title, id=key.verb, show=False)
        for key in here(place)
        if not (key.verb == "case.show" and place in _LISTS)  # the list itself answers enter
    ]


def method(verb: str) -> str:
    """Return the name of the method by which a screen answers a verb in its own way."""
    return "verb_" + verb.replace(".", "_")


def bar(place: Place, *, read_only: bool = False) -> list[tuple[str, str]]:
    """Return the key bar of a place, the most used first."""
    shown = sorted((key for key in here(place, read_only=read_only) if key.bar), key=lambda key: key.bar)
    return [(key.label, key.words) for key in shown]


def pair(verb: str) -> tuple[str, str]:
    """Return the key of a verb and its words, as a key bar shows them; `:` and its title where it has none."""
    key = next(key for key in KEYS if key.verb == verb)
    return (key.label, key.words) if key.label else (":", wording.inside(VERBS[verb].title))


def page() -> str:
    """Return docs/keys.md: every key and every verb of the palette."""
    lines = [
        "# Keys",
        "",
        "Written from the table of the program by `python -m caseload_tui.ui.keys`. On the screen `?` shows the keys",
        "that work where you are, and `:` finds every command and every person by a few letters.",
        "",
        "| key | does | where |",
        "|---|---|---|",
    ]
    for key in KEYS:
        verb = VERBS[key.verb]
        where = ", ".join(place.title for place in key.places) or "everywhere"
        lines.append(f"| {f'`{key.label}`' if key.keys else 'palette'} | {verb.title}: {verb.help} | {where} |")
    lines += ["", "In every list:", "", "| key | does |", "|---|---|"]
    lines += [f"| `{label}` | {words} |" for label, words in MOVES]
    return "\n".join(lines) + "\n"


def short() -> str:
    """Return the table of the README: every key with the title of its verb."""
    lines = ["| key | does | where |", "|---|---|---|"]
    for key in KEYS:
        if key.keys:
            where = ", ".join(place.title for place in key.places) or "everywhere"
            lines.append(f"| `{key.label}` | {VERBS[key.verb].title} | {where} |")
    return "\n".join(lines) + "\n"


def with_table(readme: str) -> str:
    """Return the README with the table between its two markers made anew."""
    begin, end = "<!-- keys: begin -->\n", "<!-- keys: end -->"
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{short()}{end}{after}"


if __name__ == "__main__":
    from pathlib import Path

    root = Path(__file__).parents[2]
    (root / "docs" / "keys.md").write_text(page(), "utf-8")
    (root / "README.md").write_text(with_table((root / "README.md").read_text("utf-8")), "utf-8")
