"""Standards as documents: every number with its level, its source and how sure it is."""

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import ROSH_LEVELS
from caseload_tui.standards.rule import Profile, Rule, Steps

Json = dict[str, object]


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
    """Return rule, title, limit in words, source and confidence, a row a rule."""
    return [
        (rule.id, rule.title, limit_words(rule), f"{rule.source.title} ({rule.source.type})", rule.source.confidence)
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
