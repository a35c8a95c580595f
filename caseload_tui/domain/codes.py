"""The national code lists of `reference/`, read once: what a code means to the rules and what it is called."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from caseload_tui.domain.words import Mode


@dataclass(frozen=True, slots=True)
class ContactType:
    """A national contact type. Whether it took place face to face is the contact's mode, never the type's name."""

    code: str
    description: str
    face_to_face: str
    appointment: bool
    national_standard: bool
    system_generated: bool
    group: str
    first_contact: bool
    common: bool
    counts_f2f_default: str

    @property
    def title(self) -> str:
        """Return the national description with today's word for the person in the place of the old label."""
        return _OLD_LABEL.sub("Person", self.description)

    @property
    def mode(self) -> Mode:
        """Return the mode of a contact of this type that names none (ruling 45)."""
        if self.code in _MODE_OF_CODE:
            return _MODE_OF_CODE[self.code]
        if self.face_to_face == "Y":
            return _MODE_OF_GROUP.get(self.group, "in_person_office")
        return _MODE_OF_REACH.get(self.face_to_face, "none")

    @property
    def is_doorstep(self) -> bool:
        """Return whether a contact of this type took place on the doorstep."""
        return self.group == "doorstep_visit"

    @property
    def never_in_person(self) -> bool:
        """Return whether no mode makes a contact of this type count in person (ruling 45)."""
        if self.face_to_face == "Y":
            return self.counts_f2f_default != "Y"
        return self.face_to_face in ("THIRD_PARTY", "GROUP_OR_PROGRAMME")


_OLD_LABEL = re.compile(r"(?<!Prison )(?<!Sex )\bOffender\b")
"""The label as national lists still print it; a prison offender manager and a registration keep their names."""

_MODE_OF_GROUP: dict[str, Mode] = {
    "home_visit": "in_person_home",
    "doorstep_visit": "in_person_home",
    "prison_visit": "in_person_prison",
}
_MODE_OF_REACH: dict[str, Mode] = {"GROUP_OR_PROGRAMME": "group_session", "THIRD_PARTY": "third_party"}
_MODE_OF_CODE: dict[str, Mode] = {
    "COOO": "in_person_community",
    "COPT": "phone",
    "CTOA": "phone",
    "CTOB": "phone",
    "COVC": "video",
    "COVI": "video",
    "DLNRBRA": "remote_checkin",
    "C334": "remote_checkin",
    "CMOA": "text_email",
    "CMOB": "text_email",
    "CTXT": "text_email",
    "CLOA": "letter",
    "CLOB": "letter",
}


@dataclass(frozen=True, slots=True)
class OutcomeCode:
    """A national contact outcome; `attended` and `complied` are None where the outcome says nothing of it."""

    code: str
    description: str
    attended: bool | None
    complied: bool | None
    absence_kind: str
    enforceable: bool
    starts_clock: str
    active: bool

    @property
    def title(self) -> str:
        """Return what lists and sentences call it: `attended, complied`, `acceptable, medical`."""
        return in_words(_ABSENCE.sub("Acceptable", self.description))


_ABSENCE = re.compile(r"^Acceptable Absence\b", re.IGNORECASE)
_WORD = re.compile(r"\b[A-Z][a-z]*\b")
"""A word that is no abbreviation: those have capitals inside."""

_PROPER = ("Home Office", "Integrated Offender Management", "Terrorism Act")
"""What keeps its capitals in the middle of a line, beside abbreviations."""


def in_words(title: str) -> str:
    """Return a title of a national list as it stands inside a line: `mental health issues`, `MARAC`."""
    words = _WORD.sub(lambda found: found[0].lower(), title.replace(" - ", ", "))
    for name in _PROPER:
        words = words.replace(name.lower(), name)
    return words


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("caseload_tui.reference").joinpath(f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _yes_no(value: str) -> bool | None:
    return {"Y": True, "N": False}.get(value)


@cache
def contact_types() -> dict[str, ContactType]:
    """Return the contact types by code."""
    return {
        row["code"]: ContactType(
            code=row["code"],
            description=row["description"],
            face_to_face=row["face_to_face"],
            appointment=row["appointment"] == "Y",
            national_standard=row["national_standard"] == "Y",
            system_generated=row["system_generated"] == "Y",
            group=row["group"],
            first_contact=row["first_contact"] == "Y",
            common=row["common"] == "Y",
            counts_f2f_default=row["counts_f2f_default"],
        )
        for row in _rows("contact_types")
    }


@cache
def outcomes() -> dict[str, OutcomeCode]:
    """Return the contact outcomes by code."""
    return {
        row["code"]: OutcomeCode(
            code=row["code"],
            description=row["description"],
            attended=_yes_no(row["attended"]),
            complied=_yes_no(row["complied"]),
            absence_kind=row["absence_kind"],
            enforceable=row["enforceable"] == "Y",
            starts_clock=row["starts_clock"],
            active=row["active"] == "Y",
        )
        for row in _rows("contact_outcomes")
    }


@cache
def titles(table: str, key: str, title: str) -> dict[str, str]:
    """Return code to title of a reference table, for lists that only name a code."""
    return {row[key]: row[title] for row in _rows(table)}


def registration_titles() -> dict[str, str]:
    """Return the registration types in words by code."""
    return titles("registration_types", "code", "description")


def accommodation_titles() -> dict[str, str]:
    """Return the accommodation types in words by code."""
    return titles("accommodation_types", "code", "current_name")


@cache
def registration_words() -> dict[str, str]:
    """Return the same as they stand inside a line."""
    return {code: in_words(title) for code, title in registration_titles().items()}


@cache
def accommodation_words() -> dict[str, str]:
    """Return the accommodation types as they stand at the start of a line, those no longer in use by their old name."""
    old = titles("accommodation_types", "code", "legacy_name")
    words = {code: in_words(title or old[code]) for code, title in accommodation_titles().items()}
    return {code: title[:1].upper() + title[1:] for code, title in words.items()}
