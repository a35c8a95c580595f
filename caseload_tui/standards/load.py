"""Profiles: read from TOML, found by name or path, and which of them judges a case on which day."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.standards.catalogue import CATALOGUE
from caseload_tui.standards.places import Places
from caseload_tui.standards.reading import Entry, Refusals, listed, meant, shown
from caseload_tui.standards.reading_rules import read_rule
from caseload_tui.standards.rule import Profile, Rule, Standing

KEYS: Final = ("id", "version", "valid_from", "valid_to", "extends", "rules")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_RULE_ID = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_LOCAL: Final = ("kind", "trigger")
_LARGEST = 200_000
_MOST_SHOWN = 100
"""Problems of one file that are told; whoever has more has written no standard."""

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")

Document = dict[str, object]
"""A profile as TOML gives it."""


def load(path: Path | Traversable) -> Profile:
    """Return the profile in a file, with those it extends.

    Raises:
        RefusedError: naming file, line and key of everything that is not understood, and what would be accepted.
    """
    return whole(path)[0]


def whole(path: Path | Traversable) -> tuple[Profile, Document]:
    """Return the profile in a file and all that it says, with what it extends laid under, as one document.

    Raises:
        RefusedError: as `load`.
    """
    return _load(path, ())


def read(document: Document) -> Profile:
    """Return the profile that such a document is, without any file; refuses it as `load` does."""
    top = Entry(document, (), Refusals("", Places("")))
    top.only(KEYS)
    return _read(top, {})[0]


@cache
def shipped() -> Mapping[str, Profile]:
    """Return the profiles that come with the program, by id."""
    return {name: load(file) for name, file in shipped_files().items()}


def find(name_or_path: str, shelf: Mapping[str, Profile]) -> Profile:
    """Return a profile of the shelf by its name, or the one in a file by its path.

    Raises:
        RefusedError: when there is neither, or the file is refused.
    """
    if name_or_path in shelf:
        return shelf[name_or_path]
    if is_path(name_or_path):
        return load(typed_path(name_or_path))
    raise _unknown_profile(name_or_path, shelf)


def is_path(name_or_path: str) -> bool:
    """Return whether this is where a file is, and no name of a profile."""
    return name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path


def standing(facts: CaseFacts, shelf: Mapping[str, Profile], default: str, only: Profile | None = None) -> Standing:
    """Return which profile judges the case on which day (ruling 6).

    `only` judges the whole history, whatever the case's rows say. Else its dated rows do, on other days its own
    profile, and the default where it names none.

    Raises:
        RefusedError: when a profile named is not on the shelf; judging by another one would be a guess.
    """
    if only is not None:
        return Standing(only)
    rows = tuple((row.from_on, row.to_on, _on(shelf, row.profile)) for row in facts.case_profiles)
    return Standing(_on(shelf, facts.case.profile or default), rows)


def _on(shelf: Mapping[str, Profile], name: str) -> Profile:
    if name not in shelf:
        raise _unknown_profile(name, shelf)
    return shelf[name]


def _unknown_profile(name: str, shelf: Mapping[str, Profile]) -> RefusedError:
    known = listed(sorted(shelf)) or "none yet"
    problem = Problem(
        "no profile has this name" + meant(name, shelf), f"{known}; or a path to a TOML file", value=shown(name)
    )
    return RefusedError("There is no such profile.", advice="Nothing was judged by another one.", problems=(problem,))


def _refused(*problems: Problem) -> RefusedError:
    count = f": {len(problems)} things to put right" if len(problems) > 1 else ""
    return RefusedError(
        f"The profile is refused{count}.",
        advice="Nothing was judged by it. docs/standards.md explains every key.",
        problems=problems[:_MOST_SHOWN],
    )


def shipped_files() -> dict[str, Traversable]:
    """Return the files of the shipped profiles by name."""
    folder = resources.files("caseload_tui.standards").joinpath("profiles")
    return {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}


def _load(path: Path | Traversable, inside: tuple[str, ...]) -> tuple[Profile, Document]:
    """Return the profile and its whole document, what it extends included; `inside` are the files that led here."""
    text = _text(path)
    try:
        document: Document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond reason are no TOMLDecodeError
        raise _refused(_not_toml(str(path), error, text)) from None
    top = Entry(document, (), Refusals(str(path), Places(text)))
    top.only(KEYS)
    return _read(top, _extended(path, top, (*inside, str(path))))


def _read(top: Entry, base: Document) -> tuple[Profile, Document]:
    """Return the profile that a document is, over the rules it extends, and the document with these in it."""
    refusals = top.refusals
    top.need("id", "version", "rules")
    rules, all_rules = _rules(top, base)
    valid_from, valid_to = top.date("valid_from"), top.date("valid_to")
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        top.refuse("valid_to", "is before valid_from", "a later date", valid_to)
    name = _word(top, "id", _NAME, "a name for a profile", "small letters, digits, - . _, such as north-2026")
    version = _word(top, "version", _VERSION, "a version", "letters, digits, - . _, such as 2026.1")
    if refusals.problems or name is None or version is None:
        raise _refused(*sorted(refusals.problems, key=lambda problem: problem.line))
    return Profile(name, version, name, rules, valid_from, valid_to, refusals.file), {**top.table, "rules": all_rules}


def _text(path: Path | Traversable) -> str:
    try:
        with path.open("rb") as file:  # no more than is read: what is named may have no end
            data = file.read(_LARGEST + 1)
    except OSError as error:
        why = "cannot be read: " + (error.strerror or "no such file").lower()
        raise _refused(Problem(why, "a TOML file, or the name of a profile", str(path))) from None
    if len(data) > _LARGEST:
        raise _refused(Problem("is far too large for a profile", "at most 200 kB", str(path)))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(Problem("is not UTF-8 text", "a TOML file in UTF-8", str(path), line)) from None


def _not_toml(path: str, error: Exception, text: str) -> Problem:
    """Return what the parser says, as a problem with its line."""
    said = str(error)
    at = _AT.search(said)
    line = int(at[1]) if at else text.count("\n") + (not text.endswith("\n"))
    why = "is not TOML: " + said.split(" (at ", maxsplit=1)[0].lower()
    return Problem(why, "key = value, text in quotes", path, line, at[2] if at else "")


def _word(top: Entry, key: str, words: re.Pattern[str], what: str, accepted: str) -> str | None:
    word = top.text(key, 64)
    if word is not None and not words.fullmatch(word):
        top.refuse(key, f"is not {what}", accepted, word)
        return None
    return word


def _extended(path: Path | Traversable, top: Entry, inside: tuple[str, ...]) -> Document:
    """Return the rules of the profile that this one extends: a shipped one by name, or a file beside it."""
    if "extends" not in top.table:
        return {}
    name = top.text("extends", 200)
    if name is None:
        return {}
    ours = shipped_files()
    beside = Path(str(path)).parent / Path(name).name
    source = ours.get(name, beside)
    if str(source) in inside:
        top.refuse("extends", "leads back to this file", "a profile that does not extend this one", name)
        return {}
    if name not in ours and (beside.name != name or not beside.is_file()):
        top.refuse(
            "extends",
            "is no shipped profile and no file beside this one" + meant(name, ours),
            listed(sorted(ours)),
            name,
        )
        return {}
    rules = _load(source, inside)[1]["rules"]
    return rules if isinstance(rules, dict) else {}


def _rules(top: Entry, base: Document) -> tuple[dict[str, Rule], Document]:
    """Return the rules by id, and the table they were read from with what is extended laid under."""
    table = top.entry("rules")
    whole, rules = dict(base), {}
    own: Mapping[str, object] = table.table if table is not None else {}
    for rule_id, said in own.items():
        path = ("rules", rule_id)
        if not isinstance(said, dict):
            top.refusals.add(path, "is not a table", f"[rules.{rule_id}]", said)
        elif not _is_known(rule_id, said, base):
            top.refusals.add(
                path,
                "no rule has this id" + meant(rule_id, CATALOGUE),
                listed(CATALOGUE) + "; or a local rule with kind, trigger and all else a rule needs",
                rule_id,
            )
        else:
            whole[rule_id] = _laid_over(said, base.get(rule_id))
            if rule_id in base and "source" not in said:
                top.refusals.add(
                    path, "source is missing: what is written here needs its own", "a line that begins source ="
                )
    for rule_id, said in whole.items():
        if isinstance(said, dict):
            rule = read_rule(rule_id, Entry(said, ("rules", rule_id), top.refusals))
            if rule is not None:
                rules[rule_id] = rule
    return rules, whole


def _is_known(rule_id: str, said: Mapping[str, object], base: Document) -> bool:
    """Return whether the program, or the profile extended, has the rule, or this is one of a place's own."""
    if rule_id in CATALOGUE or rule_id in base:
        return True
    return _RULE_ID.fullmatch(rule_id) is not None and all(key in said for key in _LOCAL)


def _laid_over(said: Mapping[str, object], under: object) -> Document:
    """Return what is said, with the rest from the rule under it; of limits and severities level by level."""
    if not isinstance(under, dict):
        return dict(said)
    both = {**under, **said}
    for key in ("limit", "severity"):
        ours, theirs = said.get(key), under.get(key)
        if isinstance(ours, dict) and isinstance(theirs, dict) and "phase1" not in ours and "by" not in said:
            both[key] = {**theirs, **ours}
    return both
