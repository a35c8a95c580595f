"""Which appointment without an outcome would clear a duty, if the person came to it."""

from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.assess import assess
from caseload_tui.engine.awaiting import Awaiting
from tests.builders import a_case, a_contact, a_rule, a_sentence, a_standing, day

GAP = a_standing(a_rule("F2F_GAP", 14))
SEEN = a_contact("2026-01-12")


def named(facts: CaseFacts, as_of: str) -> str | None:
    duty = assess(facts, GAP, national(), day(as_of))[-1]
    found = Awaiting(facts, GAP, national(), day(as_of)).would_clear(duty)
    return found.contact_id if found else None


def test_the_newest_appointment_that_would_clear_it_is_named() -> None:
    older = a_contact("2026-01-28", outcome=None)
    newer = a_contact("2026-01-29", outcome=None)
    facts = a_case(a_sentence(starts="2026-01-05"), SEEN, older, newer)
    assert named(facts, "2026-01-31") == newer.contact_id


def test_one_that_takes_place_the_wrong_way_is_passed_over() -> None:
    office = a_contact("2026-01-28", outcome=None)
    video = a_contact("2026-01-29", "COVC", outcome=None, mode="video")
    assert named(a_case(a_sentence(starts="2026-01-05"), SEEN, office, video), "2026-01-31") == office.contact_id


def test_one_after_which_the_next_is_overdue_already_clears_nothing() -> None:
    assert (
        named(a_case(a_sentence(starts="2026-01-05"), SEEN, a_contact("2026-01-20", outcome=None)), "2026-02-20")
        is None
    )


def test_what_lies_ahead_has_its_outcome_still_to_come() -> None:
    ahead = a_contact("2026-02-02", outcome=None, arranged="2026-01-20")
    assert named(a_case(a_sentence(starts="2026-01-05"), SEEN, ahead), "2026-01-31") is None


def test_an_outcome_given_later_was_missing_on_the_day() -> None:
    late = a_contact("2026-01-28", outcome_on="2026-02-10")
    assert named(a_case(a_sentence(starts="2026-01-05"), SEEN, late), "2026-01-31") == late.contact_id
