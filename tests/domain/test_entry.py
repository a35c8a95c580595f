"""The contact line: what each word gives, what is refused, that a draft written back reads the same."""

import datetime as dt
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain import codes
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry import complete, format, parse  # noqa: A004 - the other half of `parse`
from caseload_tui.domain.entry import vocabulary as v

SUNDAY = dt.date(2026, 11, 22)


def draft(line: str) -> EntryDraft:
    """Return the draft of a line that has no problem."""
    entry = parse(line, today=SUNDAY)
    assert entry.problems == (), [str(p) for p in entry.problems]
    return entry.draft


def contact(line: str) -> ContactDraft:
    found = draft(line).contact
    assert found is not None
    return found


def troubles(line: str) -> list[tuple[str, str, str]]:
    return [(p.column, p.value, p.why) for p in parse(line, today=SUNDAY).problems]


OFFICE = ContactDraft(type_code="COAP", mode="in_person_office", date=SUNDAY)
HOME = ContactDraft(type_code="CHVS", mode="in_person_home", date=SUNDAY)


# The table of examples: typed, keys including Enter, what it means.
@pytest.mark.parametrize(
    ("line", "keys", "meant"),
    [
        ("of at", 6, EntryDraft(ContactDraft("COAP", "in_person_office", date=SUNDAY, outcome_code="ATTC"))),
        (
            "of 14 at rar housing form done",
            31,
            EntryDraft(
                ContactDraft(
                    "COAP",
                    "in_person_office",
                    date=SUNDAY,
                    start_time="14:00",
                    outcome_code="ATTC",
                    rar_day=True,
                    notes="housing form done",
                )
            ),
        ),
        ("ho yes no-reply", 16, EntryDraft(ContactDraft("CHVS", "none", date=dt.date(2026, 11, 21)))),
        ("ph in running late", 19, EntryDraft(ContactDraft("CTOA", "phone", date=SUNDAY, notes="running late"))),
        (
            "of 10 mi",
            9,
            EntryDraft(ContactDraft("COAP", "in_person_office", date=SUNDAY, start_time="10:00", outcome_code="AFTA")),
        ),
        (
            "of at; of tue 10",
            17,
            EntryDraft(
                ContactDraft("COAP", "in_person_office", date=SUNDAY, outcome_code="ATTC"),
                (ContactDraft("COAP", "in_person_office", date=dt.date(2026, 11, 24), start_time="10:00"),),
            ),
        ),
        (
            "; of thu 14 every 2w x6",
            24,
            EntryDraft(
                None,
                tuple(
                    ContactDraft("COAP", "in_person_office", date=dt.date.fromisoformat(day), start_time="14:00")
                    for day in ("2026-11-26", "2026-12-10", "2026-12-24", "2027-01-07", "2027-01-21", "2027-02-04")
                ),
            ),
        ),
        (
            "pr 3/12 at release plan",
            24,
            EntryDraft(
                ContactDraft(
                    "CPVS", "in_person_prison", date=dt.date(2025, 12, 3), outcome_code="ATTC", notes="release plan"
                )
            ),
        ),
    ],
)
def test_the_examples_of_the_language(line: str, keys: int, meant: EntryDraft) -> None:
    assert len(line) + 1 == keys
    assert draft(line) == meant


@pytest.mark.parametrize(
    ("line", "type_code", "mode"),
    [
        ("of", "COAP", "in_person_office"),
        ("office", "COAP", "in_person_office"),
        ("off", "COAP", "in_person_office"),
        ("ho", "CHVS", "in_person_home"),
        ("pr", "CPVS", "in_person_prison"),
        ("co", "COOO", "in_person_community"),
        ("vi", "COVC", "video"),
        ("ph", "CTOB", "phone"),
        ("ph out", "CTOB", "phone"),
        ("in ph", "CTOA", "phone"),
        ("ph at", "COPT", "phone"),
        ("ph out mi", "COPT", "phone"),
        ("ph tom 10", "COPT", "phone"),
        ("ph no-reply", "CTOB", "none"),
        ("tx", "CMOB", "text_email"),
        ("em in", "CMOA", "text_email"),
        ("le", "CLOB", "letter"),
        ("letter in", "CLOA", "letter"),
        ("th", "CI3A", "third_party"),
        ("third out", "CI3B", "third_party"),
        ("ci", "C334", "remote_checkin"),
        ("gr", "APAT", "group_session"),
        ("CHVS", "CHVS", None),
        ("chvs", "CHVS", None),
        ("C444 of", "C444", "in_person_office"),
        ("phone C444", "C444", "phone"),
        ("/polygraph exam", "POLY02", None),
        ("/doorstep planned at", "CODC", None),
        ("/comment", "C201", None),
    ],
)
def test_what_gives_type_and_mode(line: str, type_code: str, mode: str | None) -> None:
    found = contact(line)
    assert (found.type_code, found.mode, found.doorstep) == (type_code, mode, None)


def test_doorstep_is_a_home_contact_on_the_doorstep() -> None:
    found = contact("do at")
    assert (found.type_code, found.mode, found.doorstep) == ("CODC", "in_person_home", True)
    assert contact("do no-reply").doorstep is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("of at", "ATTC"),
        ("of attended", "ATTC"),
        ("of ftc", "AFTC"),
        ("of sent-behaviour", "ATSH"),
        ("of sent-us", "ATSS"),
        ("of sent-b", "ATSH"),
        ("of mi", "AFTA"),
        ("of un", "UAAB"),
        ("of ac medical", "AAME"),
        ("of ac work", "AAEM"),
        ("of ac family", "AAFC"),
        ("of acceptable cou", "AACL"),
        ("of ac faith", "AARE"),
        ("of ac holiday", "AAHO"),
        ("of ac custody", "AARC"),
        ("of ac judgement", "CO05"),
        ("of moved us", "RSSR"),
        ("of moved them", "RSOF"),
        ("of AFDA", "AFDA"),
        ("of aasd", "AASD"),
    ],
)
def test_outcomes(line: str, code: str) -> None:
    assert contact(line).outcome_code == code
    assert contact(line).notes is None


def test_nothing_is_defaulted_but_the_day() -> None:
    assert contact("of") == OFFICE
    assert draft("") == EntryDraft()
    assert draft(" ; ") == EntryDraft()
    assert draft("; of").bookings == (ContactDraft("COAP", "in_person_office"),)


@pytest.mark.parametrize(
    "line", ["of yes 14 at rar", "rar 14 at yes of", "14 of rar yes at", "yesterday 14:00 office at RAR"]
)
def test_words_stand_in_any_order(line: str) -> None:
    assert contact(line) == ContactDraft(
        "COAP", "in_person_office", date=dt.date(2026, 11, 21), start_time="14:00", outcome_code="ATTC", rar_day=True
    )


def test_flags_and_what_follows_them() -> None:
    found = contact('of at se rar with N01A002 for s-12 place "HMP Anywhere" talked of work')
    assert (found.sensitive, found.rar_day, found.officer_code, found.sentence_id, found.place, found.notes) == (
        True,
        True,
        "N01A002",
        "s-12",
        "HMP Anywhere",
        "talked of work",
    )


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("of at housing form done", "housing form done"),
        ('of at "home was clean', "home was clean"),
        ('of at "home"', "home"),
        ('of at "a; b ""c"""', 'a; b "c"'),
        ('of at "first line␤second', "first line␤second"),
        ('of at "first line␤second"', "first line\nsecond"),
        ('of at "he said "no" and left', 'he said "no" and left'),
        ("of at with his mother", "with his mother"),
        ("of at for the first time", "for the first time"),
        ("of at for 3 weeks", "for 3 weeks"),
        ("of at place of work seen", "place of work seen"),
        ("of at moved house last week", "moved house last week"),
        ("of at in good mood", "in good mood"),
        ("of at no change", "no change"),
        ("of at we talked", "we talked"),
        ("of at to do", "to do"),
        ("of at roc asked for", "roc asked for"),
        ("of 14 at 15 minutes late", "15 minutes late"),
        ("of yes at mon he starts", "mon he starts"),
        ("of at a good talk", "a good talk"),
        ("of at every week now", "every week now"),
        ("of at next steps", "next steps"),
        ("of at off sick", "off sick"),
        ("of yes at 32nd visit", "32nd visit"),
    ],
)
def test_the_note_begins_at_a_quote_or_at_the_first_word_that_says_nothing_else(line: str, note: str) -> None:
    assert contact(line).notes == note
    tokens = [t for t in parse(line, today=SUNDAY).tokens if t.kind == "note"]
    assert [t.word for t in tokens] == [note]
    assert tokens[0].end == len(line)


def test_an_open_quote_ends_at_the_semicolon() -> None:
    found = draft('of at "housing; of tue 10 "bring form')
    assert found.contact is not None
    assert found.contact.notes == "housing"
    assert found.bookings == (
        ContactDraft("COAP", "in_person_office", date=dt.date(2026, 11, 24), start_time="10:00", notes="bring form"),
    )


def test_bookings_look_ahead_and_may_begin_with_next() -> None:
    found = draft("office today 14:00 attended rar housing app discussed; next tue 10 office; ph 3/12 with N02")
    assert [(b.type_code, b.date, b.start_time, b.officer_code) for b in found.bookings] == [
        ("COAP", dt.date(2026, 11, 24), "10:00", None),
        ("COPT", dt.date(2026, 12, 3), None, "N02"),
    ]


def test_months_repeat_from_the_first_day() -> None:
    dates = [b.date for b in draft("; of 31/1 every 1m x3").bookings]
    assert dates == [dt.date(2027, 1, 31), dt.date(2027, 2, 28), dt.date(2027, 3, 31)]


def test_people_are_named_first() -> None:
    assert draft("@sample of at").people == ("sample",)
    assert draft('@X900101 @"de la test" gr at').people == ("X900101", "de la test")
    assert draft("@sample").contact is None


@pytest.mark.parametrize(
    ("line", "column", "value", "why"),
    [
        ("of sent", 4, "sent", "sent-behaviour or sent-us?"),
        ("p at", 1, "p", "prison or phone?"),
        ("of a good talk", 4, "a", "attended or acceptable?"),
        ("of ho at", 4, "ho", "says what took place a second time"),
        ("of at mi", 7, "mi", "says the outcome a second time"),
        ("ho yes at 14", 8, "at", "attended, or the time?"),
        ("of at 14:30-15 rar", 4, "at", "attended, or the time?"),
        ("of at 2pm", 4, "at", "attended, or the time?"),
        ("ho yes at 14, nobody in", 8, "at", "attended, or the time?"),
        ("ho yes at 14.30", 8, "at", "attended, or the time?"),
        ("of at 2pm.", 4, "at", "attended, or the time?"),
        ("of ac", 4, "ac", "acceptable needs one word more"),
        ("of ac c", 4, "ac", "acceptable needs one word more"),
        ("of moved house", 4, "moved", "moved needs one word more"),
        ("of moved the meeting", 4, "moved", "moved needs one word more"),
        ("of 31/2 at", 4, "31/2", "there is no such day"),
        ("ph mon -2d at", 8, "-2d", "says the day a second time"),
        ("of mon 14 tue at", 11, "tue", "says the day a second time"),
        ("of 13 14 at", 7, "14", "says the time a second time"),
        ("of 13 mon 14-15 at", 11, "14-15", "says the time a second time"),
        ("; of tue 10 11", 13, "11", "says the time a second time"),
        ("of at every 2w", 7, "every 2w", "only a booking repeats"),
        ("in of at", 4, "of", "has no in and out"),
        ("of at @bo", 7, "@bo", "a person is named at the start of the line"),
        ("@ of", 1, "@", "name a person"),
        ("; of tue 10 at", 13, "at", "an appointment ahead has no outcome yet"),
        ("; le tue", 3, "le", "cannot be booked, it is no appointment"),
        ("; CTOA tue", 3, "CTOA", "cannot be booked, it is no appointment"),
        ("; of tue every 2w", 10, "every 2w", "say how many appointments"),
        ("; of tue every 2w x99", 10, "every 2w x99", "cannot be repeated like this"),
        ("; of tue every 0w x2", 10, "every 0w x2", "cannot be repeated like this"),
        ("; of every 2w x6", 6, "every", "a repeat needs its first day"),
        ("; of tue every 999m x52", 10, "every", "too far away to be meant"),
        ("/polygraph at", 1, "/polygraph", "which of these?"),
        ("/planned n at", 1, "/planned n", "which of these?"),
        ("/zebra", 1, "/zebra", "no description of a type has these words"),
        ("CHVS /comment", 6, "/comment", "the type is said twice"),
        ("offcie at", 1, "offcie", "is no word of the line, so a note begins here; did you mean office?"),
        ("hello at", 1, "hello", "is no word of the line, so a note begins here"),
    ],
)
def test_what_is_unclear_is_said_and_never_guessed(line: str, column: int, value: str, why: str) -> None:
    assert troubles(line) == [(f"column {column}", value, why)]
    assert all(p.accepted for p in parse(line, today=SUNDAY).problems)


@pytest.mark.parametrize(
    "line", ["of at 13/11", "of at 13th", "of at mon 14", "of 14 at 3 forms signed", "of at; of 9"]
)
def test_at_is_attended_where_no_time_follows(line: str) -> None:
    attended = contact(line)
    assert attended.outcome_code == "ATTC"


def test_at_before_a_time_says_both_ways_with_that_time() -> None:
    (asked,) = parse("ho yes at 2pm", today=SUNDAY).problems
    assert asked.accepted == '"2pm at" for attended, complied at that time, "2pm" for the time with no outcome yet'


def test_at_before_a_time_gives_no_outcome_and_in_a_booking_it_is_the_time() -> None:
    asked = parse("ho yes at 14", today=SUNDAY).draft.contact
    assert asked is not None
    assert (asked.outcome_code, asked.start_time) == (None, "14:00")
    booked = draft("of at; of tue at 10").bookings
    assert [(each.start_time, each.outcome_code) for each in booked] == [("10:00", None)]


def test_reading_goes_on_after_a_problem() -> None:
    entry = parse("of sent 14 rar", today=SUNDAY)
    assert entry.draft.contact == ContactDraft(
        "COAP", "in_person_office", date=SUNDAY, start_time="14:00", rar_day=True
    )
    assert [(t.kind, t.word) for t in entry.tokens] == [
        ("what", "office"),
        ("unclear", "sent"),
        ("time", "14:00"),
        ("flag", "rar"),
    ]


def test_every_word_of_the_line_is_a_token() -> None:
    line = '@bo of yes 14 at rar with N02 housing; next ph tue every 1w x2 "x"'
    entry = parse(line, today=SUNDAY)
    assert [(line[t.start : t.end], t.kind) for t in entry.tokens] == [
        ("@bo", "person"),
        ("of", "what"),
        ("yes", "when"),
        ("14", "time"),
        ("at", "outcome"),
        ("rar", "flag"),
        ("with N02", "flag"),
        ("housing", "note"),
        (";", "separator"),
        ("next", "filler"),
        ("ph", "what"),
        ("tue", "when"),
        ("every 1w x2", "repeat"),
        ('"x"', "note"),
    ]


def test_every_word_stands_for_a_known_code() -> None:
    types, outcomes = codes.contact_types(), codes.outcomes()
    for word, what in v.WHATS.items():
        for code in (what.type_code, what.into, what.planned):
            assert not code or code in types, word
        # Ruling 45: the mode of the word is that of the type, where the type has one.
        natural = types[what.type_code].mode
        assert natural in (what.mode, "none"), word
        assert types[what.type_code].is_doorstep == what.is_doorstep
    said = [*v.OUTCOMES.values(), *(code for seconds in v.SECOND_WORDS.values() for code in seconds.values())]
    assert set(said) <= outcomes.keys()
    assert len(set(said)) == len(said)
    assert not types.keys() & outcomes.keys()
    assert all(types[w.planned or w.type_code].appointment for w in v.WHATS.values() if w.mode.startswith("in_person"))


def test_no_short_form_is_another_word() -> None:
    shorts = [k.short for k in v.KEYWORDS.values() if k.short]
    assert len(set(shorts)) == len(shorts)
    assert not set(shorts) & v.KEYWORDS.keys()


CLOCKS = st.times().map("{0:%H:%M}".format)
PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="␤")
NOTES = st.text(PLAIN | st.just("\n") | st.sampled_from(';"@ '), min_size=1, max_size=20)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z"), exclude_characters="␤"), min_size=1, max_size=8
)
IDS = NAMES | st.sampled_from(("N01A001", "s1;s2", "mother"))
MODES = st.sampled_from(sorted({what.mode for what in v.WHATS.values()}))
MAYBE_YES = st.sampled_from((None, True))


@st.composite
def contacts(draw: st.DrawFn, *, is_booking: bool = False) -> ContactDraft:
    """Draw any draft that a line can say."""
    types = [c.code for c in codes.contact_types().values() if c.appointment or not is_booking]
    code = (
        draw(st.none() | st.sampled_from([w.type_code for w in v.WHATS.values()] + types)) if not is_booking else None
    )
    if is_booking:
        code = draw(st.sampled_from(types))
    mode = draw(st.none() | MODES) if code else None
    outcome = None if is_booking else draw(st.none() | st.sampled_from(sorted(codes.outcomes())))
    is_attempt = not is_booking and outcome is None and draw(st.booleans())
    start = draw(st.none() | CLOCKS)
    days = st.dates(dt.date(2000, 1, 1), dt.date(2070, 12, 31))
    return ContactDraft(
        type_code=code,
        mode="none" if is_attempt else mode,
        doorstep=True if mode == "in_person_home" and not is_attempt and draw(st.booleans()) else None,
        date=draw((st.none() | days) if is_booking else days | st.just(SUNDAY)),
        start_time=start,
        end_time=draw(st.none() | CLOCKS) if start else None,
        outcome_code=outcome,
        rar_day=draw(MAYBE_YES),
        sensitive=draw(MAYBE_YES),
        officer_code=draw(st.none() | IDS),
        sentence_id=draw(st.none() | IDS),
        place=draw(st.none() | NOTES),
        notes=draw(st.none() | NOTES),
    )


@given(
    st.builds(
        EntryDraft,
        st.none() | contacts(),
        st.lists(contacts(is_booking=True), max_size=2).map(tuple),
        st.lists(NAMES, max_size=2).map(tuple),
    )
)
def test_a_draft_written_back_reads_the_same(found: EntryDraft) -> None:
    line = format(found, today=SUNDAY)
    entry = parse(line, today=SUNDAY)
    assert entry.draft == found, line
    assert entry.problems == (), line


@given(st.integers(1, 60), st.integers(0, 30), contacts(is_booking=True))
def test_repeats_written_back_read_the_same(number: int, step: int, first: ContactDraft) -> None:
    start = dt.date(2026, 11, 24)
    dated = [
        ContactDraft(first.type_code, first.mode, first.doorstep, start + n * dt.timedelta(step)) for n in range(number)
    ]
    found = EntryDraft(bookings=tuple(dated))
    assert parse(format(found, today=SUNDAY), today=SUNDAY).draft == found


def test_a_repeat_is_written_short() -> None:
    assert format(draft("; of thu 14 every 2w x6"), today=SUNDAY) == "; office 26/11 14:00 every 2w x6"
    assert format(draft("of at rar yes housing done"), today=SUNDAY) == 'office yesterday attended rar "housing done"'


WORDS = st.sampled_from(
    [
        *v.TYPED,
        *["today", "mon", "13th", "13/11", "31/2", "-2d", "14", "1430", "14-15", "every", "2w", "x6", "next"],
        *["us", "them", "medical", "work", "CHVS", "/poly", ";", ";", "@bo", "a", "housing"],
        '"',
    ]
)


@given(st.lists(WORDS | st.text(max_size=4), max_size=9).map(" ".join))
def test_any_line_is_read_and_no_word_of_it_is_lost(line: str) -> None:
    entry = parse(line, today=SUNDAY)
    covered: set[int] = set()
    for token in entry.tokens:
        assert 0 <= token.start < token.end <= len(line)
        assert not covered & set(range(token.start, token.end))
        covered |= set(range(token.start, token.end))
    assert all(line[n].isspace() for n in range(len(line)) if n not in covered)
    if not entry.problems and "␤" not in line:
        assert parse(format(entry.draft, today=SUNDAY), today=SUNDAY).draft == entry.draft


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("o", ["office"]),
        ("of at", ["attended"]),
        ("of sent", ["sent-behaviour", "sent-us"]),
        ("of ac ", ["medical", "work", "family", "court", "faith", "holiday", "custody", "judgement"]),
        ("of ac c", ["court", "custody"]),
        ("of moved ", ["us", "them"]),
        ("of at housing o", []),
        ('of at "o', []),
        ("/poly", ["POLY01", "POLY02"]),
        ("; of tue e", ["every"]),
        ("; le", []),
        ("ph o", ["out"]),
        ("of y", ["yesterday"]),
    ],
)
def test_words_are_offered(line: str, offered: list[str]) -> None:
    assert [each.word for each in complete(line, today=SUNDAY)] == offered


def test_what_is_offered_says_what_it_gives() -> None:
    (office,) = complete("of", today=SUNDAY)
    assert (office.word, office.gives, office.start, office.end, office.short) == (
        "office",
        "Planned Office Visit (NS)",
        0,
        2,
        "of",
    )
    assert [each.gives for each in complete("; of tu", today=SUNDAY)] == ["Tue 24 Nov"]


def test_the_next_words_leave_out_what_is_said_already() -> None:
    offered = {each.word for each in complete("of at ", today=SUNDAY)}
    assert {"today", "rar", "sensitive", "with"} <= offered
    assert not {"home", "missed", "in"} & offered


def test_a_line_is_read_quickly_enough_for_each_key_press() -> None:
    line = "of 14 at rar housing form done; of tue 10 every 2w x6"
    parse(line, today=SUNDAY)
    assert min(timeit.repeat(lambda: parse(line, today=SUNDAY), number=10, repeat=20)) / 10 < 0.001
