"""What the program itself knows of each rule id: its kind, what may start its clock, what profiles need not say."""

from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.words import RuleKind, Trigger


@dataclass(frozen=True, slots=True)
class Known:
    """A rule that the engine works out by its id.

    `is_fixed` means that what satisfies it is not for a profile to say, because there is one answer only: a review
    is a review, an outcome is an outcome.
    """

    kind: RuleKind
    trigger: Trigger
    is_fixed: bool = False


CATALOGUE: Final[dict[str, Known]] = {
    "FIRST_CO_ARR": Known("milestone", "allocation"),
    "FIRST_LIC_ARR": Known("milestone", "release"),
    "FIRST_ATT": Known("milestone", "first_appointment"),
    "PLAN_INIT": Known("milestone", "first_attended"),
    "PLAN_REV": Known("cadence", "plan", is_fixed=True),
    "RISK_REV": Known("cadence", "risk_review", is_fixed=True),
    "F2F_GAP": Known("cadence", "supervision_start"),
    "ANY_GAP": Known("cadence", "supervision_start"),
    "HV_INIT": Known("milestone", "supervision_start"),
    "OUTCOME_MISSING": Known("milestone", "appointment", is_fixed=True),
    "NEXT_APPT": Known("milestone", "appointment", is_fixed=True),
}

WORKED_OUT: Final[frozenset[RuleKind]] = frozenset({"milestone", "cadence"})
"""The kinds that the engine works out; a rule of another kind can be written down and read, nothing more."""

COUNTED_BACK: Final[frozenset[Trigger]] = frozenset({"release_date", "sentence_end"})
"""Events known in advance, from which a negative limit counts back."""
