"""What a contact counts as, in the words of the timeline and the preview."""

import datetime as dt
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.words import Mode
from caseload_tui.services import casefile, previewing
from tests.ui.team import TODAY, team

ALAN = "X900101"


@pytest.mark.parametrize(
    ("type_code", "mode", "outcome", "words"),
    [
        ("COAP", "in_person_office", "ATTC", "in person"),
        ("COPT", "phone", "ATTC", "contact, not in person"),
        ("COVC", "video", "ATTC", "contact, not in person"),
        ("CLOB", "letter", None, "nothing"),
        ("COPT", "phone", "UAAB", "not attended: unacceptable absence"),
        ("COAP", "in_person_office", "AAME", "absent; acceptable, but not seen: the clock runs on"),
    ],
)
def test_a_contact_counts_as(type_code: str, mode: Mode, outcome: str | None, words: str, tmp_path: Path) -> None:
    contact = r.Contact("c-new", ALAN, None, type_code, TODAY, outcome_code=outcome, outcome_on=TODAY, mode=mode)
    with team(tmp_path, contact) as session:
        entry = next(e for e in casefile.open_case(session, ALAN).timeline if e.contact_id == "c-new")
        assert entry.counts_as == words


def test_what_clears_any_contact_is_said_to_be_a_contact(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        draft = EntryDraft(ContactDraft("COPT", "phone", date=TODAY, outcome_code="ATTC"))
        found = previewing.preview(session, ALAN, draft)
        assert "Any contact" in [effect.title for effect in found.clears]
        assert dict(found.lines)["Counts as"] == "contact, not in person"


def test_a_preview_says_which_order_a_plan_is_still_owed_to(tmp_path: Path) -> None:
    begins = dt.date(2026, 10, 5)
    order = r.Sentence("s-second", ALAN, "CO", begins, begins, begins, dt.date(2027, 10, 4))
    with team(tmp_path, order, r.Spell("s-second", "community", begins, None, "sentence")) as session:
        draft = EntryDraft(ContactDraft("COAP", "in_person_office", date=TODAY, outcome_code="ATTC"))
        stays = previewing.preview(session, ALAN, draft).leaves
        assert "Sentence plan, CO of 5 Oct 2026" in [effect.title for effect in stays]
