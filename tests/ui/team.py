"""A small invented team on one fixed day, for the journeys and the golden screens."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.words import Rosh
from caseload_tui.services import opening
from caseload_tui.services.session import Session
from caseload_tui.store import open as stores

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
PASSPHRASE = "four invented words here"
REGISTRATIONS = {"L": "RLRH", "M": "RMRH", "H": "RHRH", "VH": "RVHR"}
HOSTILE = "\x1b]52;c;aGFja2Vk\x07[red]x[/\u202eevil"


def now() -> dt.datetime:
    return NOW


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def records() -> list[object]:
    """Return a team of one officer: someone overdue in person, someone late with a review, someone with nothing due."""
    return [
        r.Team("T1", "Northside"),
        r.Officer("N01", "R. EXAMPLE", "PO", "practitioner", "T1"),
        *_alan(),
        *_person("X900105", "PLACEHOLDER", "Dee", "M", starts="2026-03-02", seen="2026-11-19", reviewed=None),
        *_person("X900115", "FIXTURE", "Ola", "L", starts="2026-02-02", seen="2026-11-18", reviewed="2026-10-01"),
        r.Contact(
            "c-dee-next",
            "X900105",
            None,
            "COAP",
            day("2026-11-26"),
            "10:00",
            mode="in_person_office",
            officer_code="N01",
            arranged_on=day("2026-11-19"),
            entered_on=day("2026-11-19"),
        ),
        r.Contact(
            "c-ola-next",
            "X900115",
            None,
            "COAP",
            TODAY,
            "11:30",
            mode="in_person_office",
            officer_code="N01",
            arranged_on=day("2026-11-18"),
            entered_on=day("2026-11-18"),
        ),
    ]


def _alan() -> list[object]:
    """Return someone at high risk on licence, last seen in person on Fri 30 Oct; what came since counts for nothing."""
    crn, sentence = "X900101", "s-alan"
    return [
        r.Case(
            crn,
            "Sample",
            "Alan",
            day("1992-05-02"),
            officer_code="N01",
            team_code="T1",
            tier="B3",
            rosh="H",
            mappa_category="2",
            mappa_level="1",
        ),
        r.Sentence(sentence, crn, "CUSTODY", day("2025-08-04"), starts_on=day("2025-08-04"), ends_on=day("2027-08-02")),
        r.Spell(sentence, "custody", day("2025-08-04"), day("2026-08-03"), "sentence"),
        r.Spell(sentence, "community", day("2026-08-03"), None, "release"),
        r.Plan("p-alan", crn, sentence, "sentence", day("2026-08-20")),
        r.Review("r-alan", crn, "plan", "p-alan", day("2026-11-02")),
        r.Review("k-alan", crn, "risk", None, day("2026-11-02")),
        r.Registration(crn, "RHRH", None, None, day("2025-08-04")),
        r.Address(crn, "A07B", "M", day("2026-09-02"), recorded_on=day("2026-09-02"), verified_on=day("2026-11-03")),
        *(
            _seen(crn, on)
            for on in (
                "2026-08-04",
                "2026-08-11",
                "2026-08-18",
                "2026-08-25",
                "2026-09-01",
                "2026-09-08",
                "2026-09-15",
                "2026-09-22",
                "2026-09-29",
                "2026-10-06",
                "2026-10-13",
                "2026-10-20",
                "2026-10-30",
            )
        ),
        _visited(crn, "2026-08-14"),
        r.Contact(
            "c-alan-video",
            crn,
            None,
            "COVC",
            day("2026-11-12"),
            "14:00",
            outcome_code="ATTC",
            outcome_on=day("2026-11-12"),
            mode="video",
            officer_code="N01",
            entered_on=day("2026-11-12"),
            notes="College going well. Rent arrears letter came, will bring it in.",
        ),
        r.Contact(
            "c-alan-ill",
            crn,
            None,
            "COAP",
            day("2026-11-13"),
            "14:00",
            outcome_code="AAME",
            outcome_on=day("2026-11-13"),
            mode="in_person_office",
            officer_code="N01",
            entered_on=day("2026-11-13"),
            notes="Rang at 09:10, has flu. Note to follow. Asked to rebook.",
        ),
        r.Contact(
            "c-alan-phone",
            crn,
            None,
            "CTOB",
            day("2026-11-18"),
            "09:10",
            mode="none",
            officer_code="N01",
            entered_on=day("2026-11-18"),
        ),
    ]


def _seen(crn: str, on: str) -> r.Contact:
    date = day(on)
    return r.Contact(
        f"c-{crn}-{on}",
        crn,
        None,
        "COAP",
        date,
        "10:00",
        outcome_code="ATTC",
        outcome_on=date,
        mode="in_person_office",
        officer_code="N01",
        arranged_on=date,
        entered_on=date,
    )


def _visited(crn: str, on: str) -> r.Contact:
    return dataclasses.replace(_seen(crn, on), contact_id=f"v-{crn}-{on}", type_code="CHVS", mode="in_person_home")


def _person(
    crn: str, surname: str, forenames: str, rosh: Rosh, *, starts: str, seen: str, reviewed: str | None
) -> list[object]:
    sentence = f"s-{crn}"
    first, last = day(starts), day(seen)
    weekly = [first + dt.timedelta(days=7 * n) for n in range(1, (last - first).days // 7)]
    found: list[object] = [
        r.Case(
            crn, surname.title(), forenames, day("1988-01-09"), officer_code="N01", team_code="T1", tier="C1", rosh=rosh
        ),
        r.Sentence(sentence, crn, "CO", first, starts_on=first, ends_on=first + dt.timedelta(days=730)),
        r.Plan(f"p-{crn}", crn, sentence, "sentence", first + dt.timedelta(days=14)),
        r.Registration(crn, REGISTRATIONS[rosh], None, None, first),
        r.Review(f"k-{crn}", crn, "risk", None, day("2026-10-01")),
        *(_seen(crn, each.isoformat()) for each in (*weekly, last)),
    ]
    found.append(_visited(crn, (first + dt.timedelta(days=10)).isoformat()))
    if reviewed:
        found.append(r.Review(f"r-{crn}", crn, "plan", f"p-{crn}", day(reviewed)))
    return found


@contextmanager
def team(folder: Path, *extra: object) -> Iterator[Session]:
    """Open the team in a plain store."""
    store = stores.create_demo(folder / "team.store", Stamp(NOW, "R. EXAMPLE"))
    session = Session(store, now)
    fill(session, [*records(), *extra])
    try:
        yield session
    finally:
        store.close()


def locked(path: Path) -> None:
    """Make the team in an encrypted store and leave it locked."""
    session, _ = opening.create(path, PASSPHRASE, opening.Owner("R. EXAMPLE", "N01"), now=now)
    fill(session, records())
    session.store.close()


def fill(session: Session, rows: list[object]) -> None:
    with session.store.write("folder.import", stamp=session.stamp()) as change:
        for record in rows:
            change.put(record)
        change.set("actor", "R. EXAMPLE")
        change.set("officer_code", "N01")
        change.set("default_profile", "ps-ns2021")


def moved(rows: list[object], days: int) -> list[object]:
    """Return the same records, all their days later by so many: for a program that looks at the real clock."""
    shift = dt.timedelta(days=days)
    return [
        dataclasses.replace(
            row,  # type: ignore[type-var]  # records are dataclasses
            **{
                field.name: value + shift
                for field in dataclasses.fields(row)  # type: ignore[arg-type]
                if isinstance(value := getattr(row, field.name), dt.date)
            },
        )
        for row in rows
    ]


def locked_today(path: Path) -> None:
    """Make the team in an encrypted store as it would be on the real today, and leave it locked."""
    session, _ = opening.create(path, PASSPHRASE, opening.Owner("R. EXAMPLE", "N01"))
    fill(session, moved(records(), (session.today - TODAY).days))
    session.store.close()
