"""Which contacts count for a rule (rulings 9, 45 to 49)."""

import csv
from functools import cache
from importlib import resources

from caseload_tui.domain import records as r
from caseload_tui.standards.rule import Rule

MODE_OF_CODE = {
    "COOO": "in_person_community",
    **dict.fromkeys(("COPT", "CTOA", "CTOB"), "phone"),
    **dict.fromkeys(("COVC", "COVI"), "video"),
    **dict.fromkeys(("DLNRBRA", "C334"), "remote_checkin"),
    **dict.fromkeys(("CMOA", "CMOB", "CTXT"), "text_email"),
    **dict.fromkeys(("CLOA", "CLOB"), "letter"),
}
ATTENDED = ("ATTC", "AFTC", "AFDA")
RESCHEDULED = ("RSSR", "RSSL", "RSOF")


@cache
def _types() -> dict[str, dict[str, str]]:
    text = resources.files("caseload_tui.reference").joinpath("contact_types.csv").read_text("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def is_appointment(contact: r.Contact) -> bool:
    """Return whether a contact is an appointment; an attempt is none, whatever its type."""
    row = _types().get(contact.type_code)
    return row is not None and row["appointment"] == "Y" and contact.mode != "none"


def mode_of(contact: r.Contact) -> tuple[str, bool]:
    """Return how a contact took place, and whether it was on the doorstep (ruling 45)."""
    row = _types().get(contact.type_code, {})
    group, reach = row.get("group", ""), row.get("face_to_face", "")
    on_doorstep = group == "doorstep_visit"
    if contact.doorstep is not None:
        on_doorstep = contact.doorstep
    if contact.mode is not None:
        return contact.mode, on_doorstep
    if reach == "Y" and group in ("home_visit", "doorstep_visit"):
        return "in_person_home", on_doorstep
    if reach == "Y" and group == "prison_visit":
        return "in_person_prison", on_doorstep
    if contact.type_code in MODE_OF_CODE:
        return MODE_OF_CODE[contact.type_code], on_doorstep
    other = {"Y": "in_person_office", "GROUP_OR_PROGRAMME": "group_session", "THIRD_PARTY": "third_party"}
    return other.get(reach, "none"), on_doorstep


def fits_modes(contact: r.Contact, rule: Rule) -> bool:
    """Return whether the way a contact took place is one the rule lists."""
    mode, on_doorstep = mode_of(contact)
    row = _types().get(contact.type_code, {})
    reach = row.get("face_to_face", "")
    if mode not in rule.modes or (rule.types and contact.type_code not in rule.types):
        return False
    if rule.id == "ANY_GAP":
        return reach != "THIRD_PARTY"
    if reach in ("THIRD_PARTY", "GROUP_OR_PROGRAMME") or (reach == "Y" and row["counts_f2f_default"] != "Y"):
        return False
    return not (rule.id == "HV_INIT" and on_doorstep)


def qualifies(contact: r.Contact, outcome: str | None, rule: Rule) -> bool:
    """Return whether a contact with this outcome counts for the rule."""
    if not fits_modes(contact, rule):
        return False
    if outcome is None:
        return not is_appointment(contact)
    return outcome in rule.outcomes


def is_for(contact: r.Contact, sentence_id: str) -> bool:
    """Return whether a contact is for a sentence: it names it, or names none (ruling 49)."""
    return not contact.sentence_ids or sentence_id in contact.sentence_ids
