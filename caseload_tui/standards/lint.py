"""A profile looked over before it is used: everything that loading refuses, else what is odd and still accepted."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from caseload_tui.domain.words import ROSH_LEVELS
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.standards.catalogue import CATALOGUE, WORKED_OUT
from caseload_tui.standards.load import load
from caseload_tui.standards.places import Places
from caseload_tui.standards.reading import meant
from caseload_tui.standards.rule import Rule, Steps


def lint(path: Path) -> tuple[Problem, ...]:
    """Return what to put right in the profile at `path`, what is refused first; empty when it is good."""
    return refusals(path) or oddities(path)


def refusals(path: Path) -> tuple[Problem, ...]:
    """Return why the profile cannot be used; empty when it can."""
    try:
        load(path)
    except RefusedError as error:
        return error.problems
    return ()


def oddities(path: Path) -> tuple[Problem, ...]:
    """Return what is worth a second look in a profile that can be used."""
    profile, places = load(path), Places(path.read_text("utf-8-sig"))
    return tuple(
        Problem(why, accepted, profile.path, places.line(("rules", rule.id)), f"rules.{rule.id}")
        for rule in profile.rules.values()
        for why, accepted in _odd(rule)
    )


def _odd(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield each oddity of a rule with what it should perhaps be."""
    near = meant(rule.id, CATALOGUE)
    if rule.id not in CATALOGUE and near:
        yield f"is taken as a rule of your own{near}", "another id, if it is one"
    if rule.kind not in WORKED_OUT:
        yield f"is read, but this version works out no rule of kind {rule.kind}", ", ".join(sorted(WORKED_OUT))
    if rule.by == "rosh":
        for lower, higher in itertools.pairwise(ROSH_LEVELS):
            if _is_looser(rule.limits.get(higher), rule.limits.get(lower)):
                yield f"allows longer at level {higher} than at {lower}", "the same or less for more risk"
    for level, steps in rule.limits.items():
        if steps is not None and steps.phase1 > steps.later >= 0:
            place = f" at level {level}" if level else ""
            yield f"allows longer in the first 12 weeks than later{place}", "the same or less at first"
    if rule.source.year is None and rule.source.type != "local":
        yield "does not say the year of its source", "year in source"


def _is_looser(higher: Steps | None, lower: Steps | None) -> bool:
    """Return whether more risk gets more time; a level that is off may be another service's."""
    if higher is None or lower is None:
        return False
    return higher.phase1 > lower.phase1 or higher.later > lower.later
