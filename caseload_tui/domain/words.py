"""The vocabulary: every closed list of words a record, a profile or a screen may use, with its title.

National code lists that places may edit are not here but in `reference/`, read by `codes`.
"""

from typing import Final, Literal, get_args

Rosh = Literal["L", "M", "H", "VH"]
"""Risk of serious harm."""

Nation = Literal["England", "Wales"]
Grade = Literal["PO", "PSO", "SPO", "TRAINEE", "ADMIN"]
OfficerRole = Literal["practitioner", "supervisor"]
AllocationRole = Literal["COM", "POM", "COVER"]
"""Community or prison offender manager, or cover for either (cover never owns)."""

SentenceType = Literal["CO", "SSO", "CUSTODY", "PSS", "DEFERRED"]
Setting = Literal["custody", "community"]
SpellBecause = Literal["sentence", "release", "re-release", "recall", "remand", "end"]
ReleaseDateKind = Literal["CRD", "ARD", "PED", "HDCED", "HDCAD", "PRRD", "TED", "THD", "SED", "LED", "CONFIRMED"]
PauseKind = Literal[
    "custody_sentence",
    "recall",
    "remand",
    "hospital",
    "approved_leave",
    "ual",
    "contact_suspended",
    "maternity",
]
Mode = Literal[
    "in_person_office",
    "in_person_home",
    "in_person_community",
    "in_person_prison",
    "group_session",
    "video",
    "phone",
    "remote_checkin",
    "text_email",
    "letter",
    "third_party",
    "none",
]
"""How a contact took place. The mode decides what it counts for, never the type's name."""

PlanKind = Literal["sentence", "custody", "resettlement"]
ReviewOf = Literal["plan", "risk", "registration", "resettlement", "home_visit_assessment"]
Quality = Literal["Outstanding", "Good", "Requires improvement", "Inadequate"]
ActionOutcome = Literal["achieved", "partly", "not achieved", "unknown"]
HelpStep = Literal[
    "identified",
    "signposted",
    "referred",
    "accepted",
    "applied",
    "offer",
    "secured",
    "settled",
    "transient",
    "sustained",
    "refused",
    "withdrawn",
    "lost",
]
DutyToReferStatus = Literal["submitted", "accepted", "not_accepted", "withdrawn", "declined"]
PlacementKind = Literal["CAS1", "CAS2", "CAS3", "AP"]
Sector = Literal["third", "public", "private", "in-house"]

Clock = Literal["WD", "CD", "WK", "MO"]
"""Working days, calendar days, weeks, calendar months."""

RuleKind = Literal["milestone", "cadence", "streak", "allowance", "threshold", "prompt"]
Trigger = Literal[
    "sentence",
    "allocation",
    "supervision_start",
    "release",
    "release_date",
    "sentence_end",
    "first_appointment",
    "first_attended",
    "appointment",
    "contact",
    "plan",
    "risk_review",
    "registration",
    "failure",
    "placement",
    "step",
    "address",
]
Period = Literal["rolling", "calendar-week", "calendar-month"]
AppliesTo = Literal["CO", "SSO", "LIC", "PSS", "CUS", "DEFERRED"]
"""LIC is a CUSTODY sentence in a community spell, CUS one in a custody spell."""

LevelBy = Literal["rosh", "tier", "mappa"]
Severity = Literal["red", "amber", "blue"]
SourceType = Literal["legislation", "national standard", "contract", "inspection standard", "local"]
Confidence = Literal["S", "V", "P", "G", "D"]
CONFIDENCE_TITLES: Final[dict[Confidence, str]] = {
    "S": "stated",
    "V": "verified",
    "P": "check locally",
    "G": "unverified",
    "D": "local default",
}
State = Literal["upcoming", "open", "due_soon", "overdue", "met", "met_late", "missed", "lapsed", "unknown"]
ClosedBecause = Literal["lapsed", "superseded", "waived", "no longer applies"]
AnchorKind = Literal[
    "contact",
    "spell",
    "sentence",
    "allocation",
    "plan",
    "review",
    "registration",
    "release",
    "placement",
    "step",
    "action",
    "address",
]
Mark = Literal["moved", "short"]

LIVE_STATES: Final[frozenset[str]] = frozenset({"upcoming", "open", "due_soon", "overdue", "unknown"})
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Worst first."""

SEVERITY_TITLES: Final[dict[Severity, str]] = {"red": "red", "amber": "amber", "blue": "gap in the record"}

ROSH_LEVELS: Final[tuple[Rosh, ...]] = get_args(Rosh)
"""Lowest first."""

ROSH_TITLES: Final[dict[str, str]] = {"L": "Low", "M": "Medium", "H": "High", "VH": "Very high"}
ROSH_SHORT: Final[dict[str, str]] = {"L": "Low", "M": "Medium", "H": "High", "VH": "V high"}
SENTENCE_TITLES: Final[dict[str, str]] = {
    "CO": "Community order",
    "SSO": "Suspended sentence order",
    "CUSTODY": "Prison sentence",
    "PSS": "Post-sentence supervision",
    "DEFERRED": "Deferred sentence",
}
SENTENCE_SHORT: Final[dict[str, str]] = {
    "CO": "CO",
    "SSO": "SSO",
    "CUSTODY": "sentence",
    "PSS": "PSS",
    "DEFERRED": "deferred sentence",
}
"""For cells: as the field abbreviates them."""

MODE_TITLES: Final[dict[str, str]] = {
    "in_person_office": "office",
    "in_person_home": "home",
    "in_person_community": "community",
    "in_person_prison": "prison",
    "group_session": "group",
    "video": "video",
    "phone": "phone",
    "remote_checkin": "check-in",
    "text_email": "text or email",
    "letter": "letter",
    "third_party": "third party",
    "none": "attempt",
}
AT_LARGE: Final = "unlawfully at large"
PAUSE_TITLES: Final[dict[str, str]] = {
    "custody_sentence": "in custody for another sentence",
    "recall": "recalled",
    "remand": "on remand",
    "hospital": "in hospital",
    "approved_leave": "approved leave",
    "ual": AT_LARGE,
    "contact_suspended": "contact suspended",
    "maternity": "long acceptable absence",
}
STATE_TITLES: Final[dict[str, str]] = {
    "upcoming": "upcoming",
    "open": "open",
    "due_soon": "due soon",
    "overdue": "overdue",
    "met": "met",
    "met_late": "met late",
    "missed": "not met",
    "lapsed": "lapsed",
    "unknown": "unknown",
}

ATTENDED_BEFORE_PLAN: Final[frozenset[str]] = frozenset({"ATTC", "AFTC", "AFDA"})
"""Outcomes that make a first appointment attended (rulings 35, 36, 44)."""

RESCHEDULED: Final[frozenset[str]] = frozenset({"RSSR", "RSSL", "RSOF"})
"""Outcomes after which the appointment no longer stands (ruling 33)."""
