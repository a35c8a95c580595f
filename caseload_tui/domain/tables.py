"""The tables of the contract: which record each holds, what identifies it, and its name in a folder of CSV."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from caseload_tui.domain import records as r

_CSV_NAMES: Final[dict[str, str]] = {
    "from_on": "from",
    "to_on": "to",
    "stepped_on": "on",
    "decided_on": "on",
    "snoozed_on": "on",
}
"""Fields whose CSV column is a reserved word in Python or SQL."""


@dataclass(frozen=True)
class Table:
    """One table: its name is that of its CSV file; `key` names the fields that identify a row."""

    name: str
    record: type
    key: tuple[str, ...]
    person: tuple[str, ...] = ("crn",)
    """How a row finds its person: ("crn",), or the field and the table that leads there; () when it has none."""

    stand_in: tuple[tuple[str, str], ...] = ()
    """Fields of the key that another field stands in for when they are blank."""

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Return the field names in the order of the contract."""
        return tuple(field.name for field in dataclasses.fields(self.record))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the CSV headers, in the same order as `fields`."""
        return tuple(self.column_of(name) for name in self.fields)

    @staticmethod
    def column_of(field: str) -> str:
        """Return the CSV header of a field."""
        return _CSV_NAMES.get(field, field)

    def key_of(self, record: object) -> tuple[object, ...]:
        """Return the values that identify a record; a part may be None."""
        if not self.stand_in:
            return tuple([getattr(record, name) for name in self.key])
        others = dict(self.stand_in)
        values = ((name, getattr(record, name)) for name in self.key)
        return tuple(
            getattr(record, others[name]) if value is None and name in others else value for name, value in values
        )


TABLES: Final[tuple[Table, ...]] = (
    Table("teams", r.Team, ("team_code",), ()),
    Table("officers", r.Officer, ("officer_code",), ()),
    Table("cases", r.Case, ("crn",)),
    Table("allocations", r.Allocation, ("crn", "officer_code", "role", "from_on")),
    Table("sentences", r.Sentence, ("sentence_id",)),
    Table("spells", r.Spell, ("sentence_id", "setting", "from_on"), ("sentence_id", "sentences")),
    Table(
        "release_dates",
        r.ReleaseDate,
        ("sentence_id", "kind", "date", "recorded_on"),
        ("sentence_id", "sentences"),
    ),
    Table("pauses", r.Pause, ("crn", "kind", "from_on")),
    Table("contacts", r.Contact, ("contact_id",)),
    Table("outcomes", r.Outcome, ("contact_id", "recorded_on", "outcome_code"), ("contact_id", "contacts")),
    Table("enforcement", r.Enforcement, ("action_id",), ("contact_id", "contacts")),
    Table("plans", r.Plan, ("plan_id",)),
    Table("reviews", r.Review, ("review_id",)),
    Table("plan_actions", r.PlanAction, ("action_id",), ("plan_id", "plans")),
    Table("registrations", r.Registration, ("crn", "type_code", "registered_on")),
    Table("addresses", r.Address, ("crn", "type_code", "status_code", "from_on")),
    Table("housing_steps", r.HousingStep, ("crn", "step", "stepped_on", "to_whom")),
    Table(
        "duty_to_refer",
        r.DutyToRefer,
        ("crn", "local_authority", "submitted_on"),
        stand_in=(("submitted_on", "outcome_on"),),
    ),
    Table("placements", r.Placement, ("crn", "kind", "from_on")),
    Table("requirements", r.Requirement, ("requirement_id",), ("sentence_id", "sentences")),
    Table("referrals", r.Referral, ("referral_id",)),
    Table("providers", r.Provider, ("provider_code",), ()),
    Table("oversight", r.Oversight, ("crn", "decided_on", "rule", "sentence_id", "question")),
    Table("case_profiles", r.CaseProfile, ("crn", "from_on")),
    Table("snoozes", r.Snooze, ("crn", "rule", "sentence_id", "snoozed_on")),
)

TABLE_OF: Final[dict[type, Table]] = {table.record: table for table in TABLES}
TABLE_NAMED: Final[dict[str, Table]] = {table.name: table for table in TABLES}
