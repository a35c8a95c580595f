"""Standards: which one a store goes by and taking up another; and as documents, every number with its source."""

from pathlib import Path

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.paths import typed_path
from caseload_tui.domain.words import CONFIDENCE_TITLES, ROSH_LEVELS
from caseload_tui.errors import Problem, RefusedError, spoken
from caseload_tui.services.session import Session
from caseload_tui.standards.carried import FILE, USED, Copy, copy, setting_of
from caseload_tui.standards.load import find, is_path, shipped
from caseload_tui.standards.rule import Profile, Rule, Steps
from caseload_tui.store.shelf import DEFAULT_PROFILE
from caseload_tui.store.store import Store
from caseload_tui.store.write import Change

Json = dict[str, object]


def chosen(name_or_path: str, store: Store | None = None) -> Profile | Copy:
    """Return the standard of this name, or a copy of the one in a file.

    Raises:
        RefusedError: there is none, it cannot be used, or its name and version mean another one already.
    """
    if not is_path(name_or_path):
        return find(name_or_path, store.shelf if store else shipped())
    made = copy(typed_path(name_or_path))
    profile = made.profile
    if profile.id in shipped():
        raise _taken(made, "id", profile.id, "comes with the program", "a name of your own, such as north-2026")
    if store is not None and store.setting(setting_of(profile)) not in (None, made.text):
        why = "is carried by this store already and says something else; what was judged by it must stay explained"
        raise _taken(made, "version", profile.version, why, "another version")
    return made


def _taken(made: Copy, key: str, value: str, why: str, accepted: str) -> RefusedError:
    problem = Problem(why, accepted, made.file, column=key, value=value)
    return RefusedError("This standard cannot be taken up as it is.", problems=(problem,))


def take_up(change: Change, standard: Profile | Copy) -> None:
    """Make a standard the one for cases that name none; the store carries its own copy of what was in a file."""
    if isinstance(standard, Copy):
        change.set(setting_of(standard.profile), standard.text)
        change.set(USED + standard.profile.id, standard.profile.version)
        change.set(FILE + standard.profile.id, standard.file)
        standard = standard.profile
    change.set(DEFAULT_PROFILE, standard.id)


def use(session: Session, name_or_path: str) -> Profile:
    """Judge the cases that name no standard by this one from now on, their whole history; return it."""
    stamp = session.stamp()
    standard = chosen(name_or_path, session.store)
    with session.store.write("standards.use", stamp=stamp) as change:
        take_up(change, standard)
    return used(session.store)


def used(store: Store) -> Profile:
    """Return the standard for cases that name none."""
    return find(store.default_profile, store.shelf)


def origin(store: Store, profile: Profile) -> str:
    """Return the file that a standard was copied from, "" for one that comes with the program."""
    return store.setting(FILE + profile.id) or ""


def changed_files(store: Store) -> list[tuple[Profile, str]]:
    """Return the standards whose file says something else now than the copy that this store goes by, and the file."""
    files = ((profile, origin(store, profile)) for profile in store.shelf.values())
    return [
        (profile, file) for profile, file in files if file and _differs(Path(file), store.setting(setting_of(profile)))
    ]


def _differs(file: Path, text: str | None) -> bool:
    try:
        return file.is_file() and copy(file).text != text
    except RefusedError:
        return True


def changed_words(profile: Profile, file: str) -> str:
    """Return what to tell about a standard whose file has changed."""
    return spoken(
        f"{file} has changed since the store took up the standard {profile.id} {profile.version}. "
        f"The store goes by its own copy until somebody says `caseload standards use {file}`."
    )


def profile_document(profile: Profile) -> Json:
    """Return a profile as JSON prints it."""
    return {
        "id": profile.id,
        "version": profile.version,
        "title": profile.title,
        "valid_from": profile.valid_from,
        "valid_to": profile.valid_to,
        "rules": [_rule_document(rule) for rule in profile.rules.values()],
    }


def _rule_document(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "title": rule.title,
        "trigger": rule.trigger,
        "clock": rule.clock,
        "by": rule.by,
        "limits": {
            level or "all": None if steps is None else {"phase1": steps.phase1, "later": steps.later}
            for level, steps in rule.limits.items()
        },
        "quota": rule.quota,
        "period": rule.period,
        "first": rule.first.code if rule.first else None,
        "modes": sorted(rule.modes),
        "other_modes": sorted(rule.other_modes),
        "types": sorted(rule.types),
        "outcomes": sorted(rule.outcomes),
        "paused_by": sorted(rule.paused_by),
        "applies_to": sorted(rule.applies_to),
        "severity": {level or "all": severity for level, severity in rule.severity.items()},
        "grace": rule.grace,
        "source": source_document(rule),
    }


def source_document(rule: Rule) -> Json:
    """Return where a rule comes from."""
    return {
        "type": rule.source.type,
        "title": rule.source.title,
        "year": rule.source.year,
        "confidence": rule.source.confidence,
    }


def profile_rows(profile: Profile) -> list[tuple[str, str, str, str, str]]:
    """Return rule, title, limit in words, source and how sure it is, a row a rule."""
    return [
        (
            rule.id,
            rule.title,
            limit_words(rule),
            f"{rule.source.title} ({rule.source.type})",
            CONFIDENCE_TITLES[rule.source.confidence],
        )
        for rule in profile.rules.values()
    ]


def limit_words(rule: Rule) -> str:
    """Return the limits of a rule on one line, such as `L 28 days then 31, M 14 days then 28, H off`."""
    if rule.clock is None:
        return "a decision, no limit"
    if rule.by is None:
        return _steps(rule, rule.limits.get(""))
    levels = sorted(rule.limits, key=lambda level: ROSH_LEVELS.index(level) if level in ROSH_LEVELS else -1)
    return ", ".join(f"{level} {_steps(rule, rule.limits[level])}" for level in levels)


def _steps(rule: Rule, steps: Steps | None) -> str:
    if steps is None or rule.clock is None:
        return "off"
    words = Limit(rule.clock, steps.phase1).words
    return words if steps.phase1 == steps.later else f"{words} then {abs(steps.later)}"
