"""A duty across a change of profile: what one day's profile refuses does not hide what a later one takes."""

import datetime as dt

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.assess import assess
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Standing


def test_ruling_33_an_appointment_refused_on_its_day_does_not_hide_a_later_one() -> None:
    start = dt.date(2024, 11, 4)
    facts = CaseFacts(
        r.Case("X100001", rosh="M"),
        sentences=(r.Sentence("S1", "X100001", "CO", start, starts_on=start),),
        contacts=(
            r.Contact("C1", "X100001", None, "COAP", dt.date(2025, 2, 19), outcome_code="ATTC", mode="video"),
            r.Contact("C2", "X100001", None, "COAP", dt.date(2025, 3, 5)),
        ),
    )
    in_person = (dt.date(2024, 11, 25), dt.date(2025, 2, 23), shipped()["ps-ns2021"])
    standing = Standing(shipped()["tr-crc-2016"], (in_person,))
    found = assess(facts, standing, national(), dt.date(2025, 6, 25))
    first = next(a for a in found if a.rule == "FIRST_CO_ARR")
    assert (first.state, first.satisfied_on, first.satisfied_by) == ("met_late", dt.date(2025, 3, 5), "C2")
