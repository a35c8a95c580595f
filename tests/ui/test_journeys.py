"""What people do with the program, from the first key to what they see at the end."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from caseload_tui.domain import records as r
from caseload_tui.services.session import Session
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.screens.importing import ImportDialog
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, TODAY, day, locked, team

SIZE = (120, 36)
Walk = Callable[[CaseloadApp, Pilot[int]], Awaitable[None]]


async def walk(app: CaseloadApp, steps: Walk) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.pause(0.2)
        await steps(app, pilot)


async def until(app: CaseloadApp, pilot: Pilot[int], words: str) -> str:
    """Wait until words are on the screen and return the screen."""
    for _ in range(60):
        shown = screen_text(app)
        if words in shown:
            return shown
        await pilot.pause(0.05)
    raise AssertionError(f"{words!r} did not appear:\n{screen_text(app)}")


async def type_line(pilot: Pilot[int], words: str) -> None:
    await pilot.press(*({" ": "space", ";": "semicolon", ":": "colon", "/": "slash"}.get(key, key) for key in words))


async def test_an_officer_opens_an_overdue_person_sees_why_records_a_visit_and_takes_it_back(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        assert "!! SAMPLE, Alan      High   in-person contact         Fri 13 Nov overdue 10 d" in screen_text(app)
        await pilot.press("enter")
        await until(app, pilot, "In-person contact overdue 10 days")
        await pilot.press("w")
        why = await until(app, pilot, "Why: in-person contact overdue 10 days")
        assert "F2F_GAP" in why
        assert "3 contacts, none counted" in why
        assert "Thu 12 Nov  video    attended, complied" in why
        assert "ps-ns2021 version" in why
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        preview = await until(app, pilot, "Clears     √ in-person contact overdue 10 days")
        assert "Planned Office Visit (NS)" in preview
        await pilot.press("enter")
        saved = await until(app, pilot, "Saved: office, Mon 23 Nov, SAMPLE, Alan.  u undo")
        assert "In-person contact overdue" not in saved
        await pilot.press("u")
        undone = await until(app, pilot, "Undone: record contact, SAMPLE, Alan.")
        assert "In-person contact overdue 10 days" in undone
        await pilot.press("ctrl+r")
        assert "In-person contact overdue" not in await until(app, pilot, "Done again: record contact")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_phone_call_leaves_the_flag_and_why_says_so(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "ph in running late")
        preview = await until(app, pilot, "Stays")
        assert "!! in-person contact overdue 10 days" in preview
        await pilot.press("enter")
        assert "in-person contact         Fri 13 Nov overdue 10 d" in await until(app, pilot, "Saved: phone")
        await pilot.press("w")
        why = await until(app, pilot, "4 contacts, none counted")
        assert "Mon 23 Nov  phone" in why

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_line_and_the_form_are_one_draft_which_outlives_leaving(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of 14 at")
        await pilot.press("tab")
        form = await until(app, pilot, "Outcome      │ attended")
        assert "How          ▌ office" in form
        assert "Times        │ 14:00" in form
        await pilot.press("escape")
        await until(app, pilot, "~ 1 draft")
        await pilot.press("c")
        await until(app, pilot, "of 14 at ")
        await pilot.press("enter")
        assert "draft" not in await until(app, pilot, "Saved: office")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_what_cannot_be_saved_is_said_beside_the_field(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of +3d at")
        await pilot.press("tab", "ctrl+s")
        refused = await until(app, pilot, "Not saved: 1 thing to put right")
        assert "▌ Outcome      ▌ attended" in refused
        assert "That day has not come yet" in refused
        assert session.store.facts("X900101") == facts

    with team(tmp_path) as session:
        facts = session.store.facts("X900101")
        await walk(CaseloadApp(session=session), steps)


async def test_a_list_is_filtered_as_one_types_and_escape_clears(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        await until(app, pilot, "All mine 3")
        await pilot.press("slash")
        await pilot.pause(0.1)
        app.screen.query_one("#filter", Input).value = ""
        await type_line(pilot, "place")
        filtered = await until(app, pilot, "Filtered 1 of 3")
        assert "PLACEHOLDER" in filtered
        assert "FIXTURE" not in filtered
        app.screen.query_one("#filter", Input).value = "rosh:hgh"
        await pilot.press("enter")
        wrong = await until(app, pilot, "hgh: did you mean high?  accepted: low, medium, high, vh")
        assert [line.index("^") for line in wrong.splitlines() if "^ hgh" in line] == [
            next(line.index("hgh") for line in wrong.splitlines() if "rosh:hgh" in line and "^" not in line)
        ]
        await pilot.press("escape")
        assert "FIXTURE, Ola" in await until(app, pilot, "All mine 3")
        await pilot.press("v", "2")
        await until(app, pilot, "Overdue 2 of 3")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_another_day_is_read_only_and_says_so(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("left_square_bracket")
        shown = await until(app, pilot, "as of Sun 22 Nov 2026, read-only")
        assert "overdue  9 d" in shown
        await pilot.press("c")
        await until(app, pilot, "nothing can be written")
        assert len(app.screen_stack) == 1
        await pilot.press("backspace")
        assert "read-only" not in await until(app, pilot, "overdue 10 d")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_names_can_be_hidden_everywhere(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("z")
        await until(app, pilot, "S. A. X900101")
        for keys in (
            ["2"],
            ["enter"],
            ["tab"],
            ["tab"],
            ["tab", "w"],
            ["escape", "c"],
            ["escape", "p"],
            ["escape", "a"],
        ):
            await pilot.press(*keys)
            await pilot.pause(0.3)
            for name in ("SAMPLE", "Alan", "PLACEHOLDER", "FIXTURE"):
                assert name not in screen_text(app), keys
        await pilot.press("escape", "c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        await pilot.press("enter")
        assert "Alan" not in await until(app, pilot, "Saved: office, Mon 23 Nov, X900101.")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_first_person_is_added_by_hand_to_an_empty_caseload(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "Who you are")
        await type_line(pilot, "R. EXAMPLE")
        await pilot.press("enter", "enter")
        await until(app, pilot, "A passphrase")
        await type_line(pilot, "short")
        await pilot.press("enter", "enter")
        await until(app, pilot, "at least 12 characters")
        await type_line(pilot, "er")
        assert "at least 12 characters" not in screen_text(app), "the refusal of what stood there before stays"
        app.screen.query_one("#field-passphrase Input", Input).value = "aaaaaaaaaaaa"
        await until(app, pilot, "Strength: easy to guess")
        await pilot.press("tab", "enter")
        await until(app, pilot, "1 of its 12 characters count")
        app.screen.query_one("#field-passphrase Input", Input).value = PASSPHRASE
        app.screen.query_one("#field-again Input", Input).value = PASSPHRASE
        await pilot.press("tab", "enter")
        await until(app, pilot, "The recovery key")
        await type_line(pilot, "wrong")
        await pilot.press("enter")
        shown = await until(app, pilot, "that is not what stands above")
        key = next(line.strip() for line in shown.splitlines() if line.count("-") == 3)
        app.screen.query_one("#field-key Input", Input).value = " ".join(key.split("-")[:2])
        await pilot.press("enter")
        await until(app, pilot, "No one is on your caseload yet")
        await pilot.press("n")
        await until(app, pilot, "New person")
        await type_line(pilot, "Sample")
        for _ in range(2):
            await pilot.press("enter")
        await type_line(pilot, "X900777")
        await pilot.press("enter", "enter", "h", "tab", "tab", "c", "tab")
        await type_line(pilot, "3/8/26")
        await pilot.press("ctrl+s")
        await until(app, pilot, "Saved: new person, SAMPLE.  u undo")
        await pilot.press("2")
        assert "SAMPLE" in await until(app, pilot, "High")

    await walk(CaseloadApp(tmp_path / "new.store"), steps)


async def test_a_locked_store_opens_only_with_its_passphrase_and_keeps_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseload_tui.services import opening

    path = tmp_path / "northside.store"
    locked(path)
    from tests.ui.team import now

    unlock = opening.unlock
    monkeypatch.setattr(opening, "unlock", lambda where, words: unlock(where, words, now=now))

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        shown = await until(app, pilot, "Passphrase")
        assert "SAMPLE" not in shown
        await type_line(pilot, "not this one at all")
        await pilot.press("enter")
        wrong = await until(app, pilot, "! ")
        assert "passphrase" in wrong.lower()
        await type_line(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(app, pilot, "SAMPLE, Alan")
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        await pilot.press("ctrl+l")
        covered = await until(app, pilot, "locked and unreadable")
        assert "SAMPLE" not in covered
        assert app.session is None
        await type_line(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(app, pilot, "~ 1 draft")

    await walk(CaseloadApp(path), steps)


async def test_marked_people_are_recorded_at_once(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "space", "space")
        await until(app, pilot, "2 marked")
        await pilot.press("c")
        await until(app, pilot, "2 marked people")
        await type_line(pilot, "of at")
        await pilot.press("enter")
        await until(app, pilot, "2 people")

    with team(tmp_path) as session:
        before = [len(_contacts(session, crn)) for crn in ("X900101", "X900105")]
        await walk(CaseloadApp(session=session), steps)
        after = [len(_contacts(session, crn)) for crn in ("X900101", "X900105")]
    assert [then - now for now, then in zip(before, after, strict=True)] == [1, 1]


def _contacts(session: Session, crn: str) -> list[object]:
    facts = session.store.facts(crn)
    assert facts is not None
    return [contact for contact in facts.contacts if contact.date <= TODAY]


async def test_every_command_and_person_is_found_by_a_few_letters(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("colon")
        await until(app, pilot, "Go to, do, find")
        await type_line(pilot, "fixt")
        await until(app, pilot, "person    FIXTURE, Ola")
        await pilot.press("enter")
        await until(app, pilot, "FIXTURE, Ola   X900115")
        await pilot.press("escape", "question_mark")
        await until(app, pilot, "Keys here")
        await type_line(pilot, "undo")
        narrowed = await until(app, pilot, "Take back the last change")
        assert "Record contact" not in narrowed

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_taking_back_an_import_asks_first(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("u")
        await until(app, pilot, "Take back: import?")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert session.store.facts("X900101") is not None
        await pilot.press("u")
        await until(app, pilot, "is about 3 people")
        await pilot.press("y")
        await until(app, pilot, "No one is on your caseload yet")
        assert session.store.facts("X900101") is None

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_why_a_folder_is_refused_stands_first_and_the_report_scrolls(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = "".join(f"X{n:06},Z\n" for n in range(900001, 900031))
    (folder / "cases.csv").write_text(f"crn,rosh\n{rows}", "utf-8")

    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            await app.push_screen(ImportDialog())
            await pilot.pause()
            app.screen.query_one(Input).value = str(folder)
            await pilot.press("enter")
            first = await until(app, pilot, "Cannot be imported yet")
            assert "cases.csv, line 2," in first
            assert "30 refused" not in first
            await pilot.press("down", "down")
            assert "cases.csv, line 2," not in screen_text(app)
            for _ in range(20):
                await pilot.press("pagedown")
            await until(app, pilot, "30 refused")
            for _ in range(20):
                await pilot.press("pageup")
            await until(app, pilot, "cases.csv, line 2,")


async def test_keys_typed_ahead_of_a_step_do_no_harm(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await type_line(pilot, "R. EXAMPLE")
        officer = app.screen.query_one("#field-officer Input", Input)
        await pilot.press("enter")
        await type_line(pilot, "two words")
        await pilot.press("enter")
        await until(app, pilot, "a code has no blanks")
        officer.value = ""
        await pilot.press("enter")
        await until(app, pilot, "A passphrase")
        officer.post_message(Input.Submitted(officer, "typed ahead"))
        await pilot.pause(0.1)
        await until(app, pilot, "A passphrase")

    await walk(CaseloadApp(tmp_path / "new.store"), steps)


async def test_why_takes_one_to_the_appointment_whose_outcome_would_clear_the_duty(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("w")
        why = await until(app, pilot, "Would clear the office appointment of Sun 22 Nov, if it was")
        assert "a outcome   c contact" in why
        await pilot.press("a")
        await until(app, pilot, "Planned Office Visit (NS) · Sun 22 Nov 11:00 · no outcome yet")
        await type_line(pilot, "attc")
        await pilot.press("enter")
        shown = await until(app, pilot, "Saved: outcome")
        assert "in-person contact         Fri 13 Nov overdue 10 d" not in shown

    older = r.Contact("c-older", "X900101", None, "COVC", day("2026-11-02"), "10:00", mode="video")
    waits = r.Contact("c-waits", "X900101", None, "COAP", day("2026-11-22"), "11:00", mode="in_person_office")
    with team(tmp_path, older, waits) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_no_key_that_writes_is_offered_on_another_day(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("left_square_bracket")
        shown = await until(app, pilot, "read-only")
        keys = shown.splitlines()[-1]
        assert "backspace back to today   enter open   w why" in keys
        assert "contact" not in keys
        await pilot.press("w")
        why = await until(app, pilot, "Why: in-person contact overdue 9 days")
        assert "c contact" not in why
        assert "esc close" in why
        await pilot.press("escape", "question_mark")
        shown = await until(app, pilot, "Keys here")
        assert "Record contact" not in shown

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_tab_is_reached_by_its_letter_and_a_letter_alone_says_how(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("enter")
        await until(app, pilot, "In-person contact overdue 10 days")
        await pilot.press("t")
        await until(app, pilot, "' then t goes to Timeline")
        await pilot.press("apostrophe")
        await until(app, pilot, "Now s Summary   t Timeline   d Due")
        await pilot.press("s")
        await until(app, pilot, "Twelve weeks")
        await pilot.press("colon")
        await until(app, pilot, "Go to, do, find")
        await type_line(pilot, "timeline")
        await pilot.press("enter")
        await until(app, pilot, "newest first")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_ctrl_c_says_how_one_leaves_in_our_words_wherever_it_is_pressed(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("ctrl+c")
        shown = await until(app, pilot, "q closes the program; where you type, ctrl+q does.")
        assert "ctrl+q] to quit" not in shown
        await pilot.press("n", "ctrl+c")
        await until(app, pilot, "q closes the program; where you type, ctrl+q does.")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_first_plan_of_a_new_person_and_another_rosh_are_recorded_by_key_and_palette(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "slash", "ctrl+u", *"ivy", "enter", "enter")
        await until(app, pilot, "SPECIMEN, Ivy   X900120")
        await pilot.press("p")
        shown = await until(app, pilot, "First plan  SPECIMEN, Ivy")
        assert "Ivy, community order" not in shown, "there is only one"
        await pilot.press("ctrl+s")
        assert "Sentence plan" not in await until(app, pilot, "Saved: first plan, Mon 23 Nov, SPECIMEN, Ivy.")
        await pilot.press("p")
        await until(app, pilot, "Plan review")
        await pilot.press("escape")
        await pilot.press("colon", *"rosh")
        await until(app, pilot, "Change RoSH")
        await pilot.press("enter")
        await until(app, pilot, "From")
        await pilot.press("h", "ctrl+s")
        assert "High RoSH" in await until(app, pilot, "Saved: RoSH High from Mon 23 Nov")
        await pilot.press("u")
        assert "Medium RoSH" in await until(app, pilot, "Undone: change RoSH")
        await pilot.press("colon", *"close the")
        await until(app, pilot, "Close the case")
        await pilot.press("enter")
        await until(app, pilot, "Closed on")
        await pilot.press("ctrl+s")
        await until(app, pilot, "Community order from Mon 5 Oct 2026 still runs.")
        await pilot.press("enter")
        assert "Saved" not in await until(app, pilot, "Closed on")
        await pilot.press("ctrl+s", "y")
        await until(app, pilot, "Saved: case closed, Mon 23 Nov, SPECIMEN, Ivy.")

    order = r.Sentence("s-ivy", "X900120", "CO", day("2026-10-05"), starts_on=day("2026-10-05"))
    seen = r.Contact("c-ivy", "X900120", None, "COAP", day("2026-10-07"), outcome_code="ATTC", officer_code="N01")
    ivy = r.Case("X900120", "SPECIMEN", "Ivy", officer_code="N01", rosh="M")
    with team(tmp_path, ivy, order, r.Spell("s-ivy", "community", day("2026-10-05")), seen) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_first_plan_says_for_which_order_it_is(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("colon")
        await type_line(pilot, "first plan")
        row = next(row for row in (await until(app, pilot, "do        First plan")).splitlines() if "First plan" in row)
        assert "p" not in row.split(), "p is the key of a review where there is a plan"
        await pilot.press("enter")
        await until(app, pilot, "First plan  SAMPLE, Alan, community order from Mon 5 Oct 2026")

    begins = day("2026-10-05")
    order = r.Sentence("s-second", "X900101", "CO", begins, begins, begins, day("2027-10-04"))
    with team(tmp_path, order, r.Spell("s-second", "community", begins, None, "sentence")) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_same_visit_a_second_time_is_asked_about_once(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "enter")
        for _ in range(2):
            await pilot.press("c")
            await until(app, pilot, "Record contact")
            await type_line(pilot, "of 14 at")
            await pilot.press("enter")
            await pilot.pause(0.2)
        await until(app, pilot, "enter again records it beside what is there")
        await until(app, pilot, "Recorded already: Planned Office Visit (NS), Mon 23 Nov 14:00")
        await pilot.press("enter")
        await until(app, pilot, "Saved: office")
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "at")
        await pilot.press("enter")
        await until(app, pilot, "Not saved: 1 thing to put right")

    with team(tmp_path) as session:
        before = session.store.count(r.Contact)
        await walk(CaseloadApp(session=session), steps)
        assert session.store.count(r.Contact) == before + 2


async def test_the_digit_of_the_case_comes_back_to_the_one_that_was_open(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("3")
        await until(app, pilot, "No case has been opened yet.")
        await pilot.press("enter")
        await until(app, pilot, "SAMPLE, Alan   X900101")
        await pilot.press("2")
        await until(app, pilot, "All mine")
        await pilot.press("3")
        await until(app, pilot, "SAMPLE, Alan   X900101")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_new_person_with_several_slips_is_told_all_of_them_at_once(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("n")
        shown = await until(app, pilot, "New person")
        assert "needed; one letter, six digits" in shown
        await until(app, pilot, "Officer      │ N01")
        await pilot.press("tab", "tab")
        await type_line(pilot, "X12")
        await pilot.press("tab")
        await type_line(pilot, "2/5/92")
        await pilot.press("ctrl+s")
        await until(app, pilot, "Not saved: 5 things to put right")
        await until(app, pilot, "! too far away to be meant  a day in the past, the year in full: 2/5/1992")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_at_before_a_time_is_not_saved_and_the_form_says_what_it_leaves_out(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "ho yesterday at 14")
        await until(app, pilot, '"at" attended, or the time? Accepted: "14 at" for attended')
        await pilot.press("enter")
        await until(app, pilot, "Not saved: 1 thing to put right")
        await pilot.press("f2")
        assert "attended, complied" not in await until(app, pilot, 'Left out, not clear: "at"')

    with team(tmp_path) as session:
        before = session.store.count(r.Contact)
        await walk(CaseloadApp(session=session), steps)
        assert session.store.count(r.Contact) == before


async def test_of_a_line_that_is_not_understood_nothing_is_said_that_it_would_do(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of 31/2 at")
        shown = await until(app, pilot, '"31/2" there is no such day')
        assert "Planned Office Visit (NS)" in shown
        assert not [words for words in ("today, Mon 23 Nov", "Counts as", "√ in-person contact") if words in shown]

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_what_has_no_field_of_its_own_stays_when_the_line_becomes_a_form(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        app.screen.query_one("#record-line", Input).value = 'of 14 at with N01 place "Room 2" brought forms'
        await pilot.pause()
        await pilot.press("f2")
        await until(app, pilot, 'office with N01 place "Room 2"')
        await pilot.press("f2")
        await until(app, pilot, 'office 14:00 attended with N01 place "Room 2" "brought forms"')

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_what_was_begun_for_one_person_is_never_offered_for_several(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "g", "c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        await pilot.press("quotation_mark", *"private", "escape", "g", "space", "space", "c")
        await until(app, pilot, "2 marked people")
        assert app.screen.query_one("#record-line", Input).value == ""
        await type_line(pilot, "ph")
        await pilot.press("escape", "escape", "g", "c")
        await until(app, pilot, "Record contact")
        assert app.screen.query_one("#record-line", Input).value == 'of at"private '
        await pilot.press("backspace", "escape")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
        assert sorted(len(key.split()) for key in session.store.drafts()) == [2, 3]


async def test_after_undo_the_cursor_is_on_the_person_it_was_about(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        assert "1 of 2" in screen_text(app)
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        await pilot.press("enter")
        await until(app, pilot, "Saved: office")
        await pilot.press("u")
        await until(app, pilot, "Undone: record contact, SAMPLE, Alan.")
        await pilot.press("p")
        await until(app, pilot, "Plan review  SAMPLE, Alan")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_enter_goes_on_from_every_field_of_a_form(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "n")
        await until(app, pilot, "New person")
        for typed in ("ogden", "", "x900130", "", "h", "", "c", "3/8/26", "3/8/27"):
            await type_line(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until(app, pilot, "Saved: new person, OGDEN")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
        added = session.facts("X900130")
        assert added.case.rosh == "H"
        assert [(s.type, s.starts_on, s.ends_on) for s in added.sentences] == [
            ("CO", day("2026-08-03"), day("2027-08-03"))
        ]


async def test_esc_and_a_key_right_after_it_are_two_keys(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await pilot.press("alt+2")
        assert "Record contact" not in await until(app, pilot, "All mine")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_somebody_at_large_who_owes_nothing_else_is_named_under_today(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        shown = await until(app, pilot, "Unlawfully at large since Tue 17 Nov, day 6.")
        assert "FIXTURE, Ola  X900115" in shown

    with team(tmp_path, r.Pause("X900115", "ual", day("2026-11-17"))) as session:
        await walk(CaseloadApp(session=session), steps)
