"""The filter line: what each field reads, that it is written back the same, and where and why it is refused."""

import datetime as dt
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain import codes, filters
from caseload_tui.domain.fields import FIELDS
from caseload_tui.domain.filters import Filter, FilterError, Sort, Term, complete, format, parse  # noqa: A004
from caseload_tui.domain.values import Value
from caseload_tui.errors import RefusedError

SUNDAY = dt.date(2026, 11, 22)


def only(line: str, me: str | None = "N01A001") -> Value:
    """Return the only value of a line."""
    (term,) = parse(line, today=SUNDAY, me=me).terms
    (value,) = term.values
    return value


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def test_terms_join_by_and_values_by_or_and_a_sign_negates() -> None:
    found = parse("rosh:high,vh !team:north -smith", today=SUNDAY)
    assert [(t.field, [v.codes for v in t.values], t.negated) for t in found.terms] == [
        ("rosh", [("H",), ("VH",)], False),
        ("team", [("north",)], True),
        ("name", [("smith",)], True),
    ]


def test_closed_is_reserved_unless_quoted() -> None:
    assert parse("closed", today=SUNDAY).terms == (Term("closed"),)
    assert parse("-closed", today=SUNDAY) == Filter((Term("closed", negated=True),))
    assert not parse('"closed"', today=SUNDAY).names_closed
    assert parse("-closed smith", today=SUNDAY).names_closed


@pytest.mark.parametrize(
    ("line", "codes_meant"),
    [
        ("rosh:high", ("H",)),
        ("rosh:h", ("H",)),
        ("ROSH:Med", ("M",)),
        ("ro:vh", ("VH",)),
        ("rosh:>=high", ("H", "VH")),
        ("rosh:<high", ("L", "M")),
        ("mappa:1..3", ("1", "2", "3")),
        ("mappa:2", ("2",)),
        ("tier:A2", ("A2", "A2S")),
        ("tier:C", ("C0", "C1", "C2", "C3", "C0S", "C1S", "C2S", "C3S", "C")),
        ("tier:>=A3", ("A3", "A3S")),
        ("sex:female", ("F",)),
        ("sex:x", ("X",)),
        ("nation:w", ("Wales",)),
        ("officer:me", ("N01A001",)),
        ("officer:n01a002", ("n01a002",)),
        ('team:"North Side"', ("North Side",)),
        ("sentence:licence", ("LIC",)),
        ("setting:custody", ("custody",)),
        ("overdue:in-person", ("F2F_GAP",)),
        ("overdue:plan", ("PLAN_*",)),
        ("open:local_rule", ("LOCAL_RULE",)),
        ("release:overdue", ("overdue",)),
        ("quality:inadequate", ("Inadequate",)),
        ("flag:arso", ("ARSO",)),
        ("flag:ual", ("ual",)),
        ('note:"rent arrears"', ("rent arrears",)),
    ],
)
def test_a_value_means_codes(line: str, codes_meant: tuple[str, ...]) -> None:
    value = only(line)
    assert (value.codes, value.low, value.high, value.has_none) == (codes_meant, None, None, False)


def test_words_of_a_registration_mean_every_type_that_has_them() -> None:
    assert only('flag:"domestic abuse"').codes == ("ADVP", "REG30", "ADVV")


def test_a_tier_above_another_leaves_out_what_cannot_be_compared() -> None:
    held = only("tier:>=B1").codes
    assert {"B1", "B3S", "A0", "A"} <= set(held)
    assert not {"B0", "C3", "B", "MISSING"} & set(held)


@pytest.mark.parametrize(
    "line", ["officer:none", "rosh:none", "address:none", "plan:none", "seen:never", "release:none"]
)
def test_none_and_never_mean_that_nothing_is_recorded(line: str) -> None:
    value = only(line)
    assert (value.codes, value.low, value.high, value.has_none) == ((), None, None, True)


@pytest.mark.parametrize(
    ("line", "low", "high", "has_none"),
    [
        ("seen:<30d", "2026-10-24", "2026-11-22", False),
        ("seen:<=30d", "2026-10-23", "2026-11-22", False),
        ("seen:>30d", "", "2026-10-22", True),
        ("seen:>=30d", "", "2026-10-23", True),
        ("contact:30d", "2026-10-23", "2026-10-23", False),
        ("seen:2w..4w", "2026-10-25", "2026-11-08", False),
        ("release:<12w", "2026-11-22", "2027-02-13", False),
        ("release:<=12w", "2026-11-22", "2027-02-14", False),
        ("release:>12w", "2027-02-15", "", False),
        ("release:fri", "2026-11-27", "2026-11-27", False),
        ("release:2026-12", "2026-12-01", "2026-12-31", False),
        ("release:1/12..24/12", "2026-12-01", "2026-12-24", False),
        ("release:mon..fri", "2026-11-23", "2026-11-27", False),
        ("ends:<1/12", "", "2026-11-30", False),
        ("ends:>=2026-12", "2026-12-01", "", False),
        ("started:<12w", "2026-08-31", "2026-11-22", False),
        ("started:fri", "2026-11-20", "2026-11-20", False),
        ("overdue:>9d", "", "2026-11-12", False),
        ("overdue:<=2w", "2026-11-08", "2026-11-22", False),
        ("overdue:in-person>9d", "", "2026-11-12", False),
        ("due:<=7d", "2026-11-22", "2026-11-29", False),
        ("due:plan<7d", "2026-11-22", "2026-11-28", False),
        ("address:unverified>90d", "", "2026-08-23", True),
        ("plan:reviewed<3m", "2026-08-23", "2026-11-22", False),
        ("flag:new<14d", "2026-11-09", "2026-11-22", False),
    ],
)
def test_ages_and_days_become_the_days_they_stand_for(line: str, low: str, high: str, *, has_none: bool) -> None:
    value = only(line)
    assert (value.low, value.high, value.has_none) == (day(low), day(high), has_none)


def test_days_without_a_duty_mean_any_duty() -> None:
    assert only("overdue:>9d").codes == ("any",)
    assert only("overdue:in-person>9d").codes == ("F2F_GAP",)


def test_a_line_is_a_whole_view() -> None:
    found = parse("sort:-lateness,name rosh:high cols:name,crn", today=SUNDAY)
    assert found.sort == (Sort("lateness", descending=True), Sort("name"))
    assert found.cols == ("name", "crn")
    assert format(found) == "rosh:high sort:-lateness,name cols:name,crn"


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("rosh:hgh", 6, "hgh: one of low, medium, high, vh, none, >=high (did you mean high?)"),
        ("smith rosh:mediumm", 12, "mediumm: one of low, medium, high, vh, none, >=high (did you mean medium?)"),
        ("rsh:high", 1, "rsh: no such field (did you mean rosh?)"),
        ("-se:x", 2, "se: sex or sentence or setting or seen?"),
        ("sort:nme", 6, "nme: no such column (did you mean name?)"),
        ("sort:-nme", 7, "nme: no such column (did you mean name?)"),
        ("sort:name sort:crn", 11, "sort: it is said twice"),
        ("-sort:name", 1, "sort: it cannot be negated"),
        ("release:31/2", 9, "31/2: there is no such day"),
        ("release:24/12/26..1/12/26", 9, "24/12/26..1/12/26: ends before it begins"),
        ("rosh:low,hgh", 10, "hgh: one of low, medium, high, vh, none, >=high (did you mean high?)"),
    ],
)
def test_a_refusal_points_at_the_column_and_says_what_is_accepted(line: str, column: int, words: str) -> None:
    with pytest.raises(FilterError) as refused:
        parse(line, today=SUNDAY)
    assert (refused.value.column, refused.value.words) == (column, words)
    assert isinstance(refused.value, RefusedError)
    assert refused.value.problems[0].accepted or refused.value.why


@pytest.mark.parametrize("line", ["tier:Z9", "rosh:", "-", "due:<x", "address:settled>3d", "officer:me", "mappa:3..1"])
def test_what_a_field_does_not_take_is_refused(line: str) -> None:
    with pytest.raises(FilterError):
        parse(line, today=SUNDAY)


def test_the_message_of_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(FilterError) as refused:
        parse("rosh:sample", today=SUNDAY)
    assert "sample" not in refused.value.message + refused.value.advice


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
AGES = st.builds(
    "{}{}{}".format, st.sampled_from(("<", "<=", ">", ">=", "=", "")), st.integers(0, 400), st.sampled_from("dwm")
)
SPECIAL = {
    "tier": st.sampled_from(("A2", "C", ">=B1", "<C", "MISSING", "none")),
    "flag": st.sampled_from(("ual", "ARSO", "domestic", "new<14d", "restricted")),
    "address": st.one_of(
        st.sampled_from(("none", "settled")), AGES.filter(lambda a: not a[0].isdigit()).map("unverified{}".format)
    ),
}
DATED = {"seen", "contact", "release", "ends", "started"}


def values_of(name: str) -> st.SearchStrategy[str]:
    spec = FIELDS[name]
    if name in SPECIAL:
        return SPECIAL[name]
    words = st.sampled_from(tuple(spec.words)) if spec.words else st.nothing()
    if name in DATED:
        return words | AGES | st.sampled_from(("fri", "2026-12", "1/11..24/12", "<13/11/26"))
    if name in ("overdue", "due", "open"):
        signed = AGES.filter(lambda a: not a[0].isdigit())
        return words | signed | st.builds("{}{}".format, words, signed) | st.just("HV_EVENT")
    return words | TEXTS if any("code" in e or "words" in e or "language" in e for e in spec.examples) else words


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Draw a line that is understood, with texts in quotes where a person would put them."""
    parts = []
    for name in draw(st.lists(st.sampled_from(tuple(FIELDS)), max_size=5)):
        values = draw(st.lists(values_of(name), min_size=1, max_size=3))
        quoted = ",".join('"' + value.replace('"', '""') + '"' for value in values)
        parts.append(
            draw(st.sampled_from(("", "-", "!")))
            + (f"{name}:" if name != "name" or draw(st.booleans()) else "")
            + quoted
        )
    parts += draw(st.sampled_from(([], ["closed"], ["-closed"])))
    columns = st.lists(st.sampled_from(tuple(filters.COLUMNS)), min_size=1, max_size=3)
    if draw(st.booleans()):
        parts.append("sort:" + ",".join(draw(st.sampled_from(("", "-"))) + each for each in draw(columns)))
    if draw(st.booleans()):
        parts.append("cols:" + ",".join(draw(columns)))
    return draw(st.sampled_from((" ", "  "))).join(draw(st.permutations(parts)))


@given(lines())
def test_a_filter_written_back_reads_the_same(line: str) -> None:
    found = parse(line, today=SUNDAY, me="N01A001")
    written = format(found)
    assert parse(written, today=SUNDAY, me="N01A001") == found
    assert format(parse(written, today=SUNDAY, me="N01A001")) == written


@given(TEXTS)
def test_any_text_is_read_or_refused_with_a_column_inside_it(line: str) -> None:
    try:
        found = parse(line, today=SUNDAY)
    except FilterError as refused:
        assert 1 <= refused.column <= len(line) + 1  # noqa: PT017 - either outcome is asserted
    else:
        assert parse(format(found), today=SUNDAY) == found


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ro", ["rosh:"]),
        ("smith -clo", ["closed"]),
        ("rosh:", ["low", "medium", "high", "vh", "none"]),
        ("rosh:high,v", ["vh"]),
        ("overdue:in", ["in-person"]),
        ("sort:-la", ["lateness"]),
        ("zz", []),
        ("zz:", []),
    ],
)
def test_what_may_come_next_is_offered(line: str, offered: list[str]) -> None:
    found = complete(line)
    assert [each.word for each in found] == offered
    assert all(parse(line[: each.start] + each.word, today=SUNDAY) for each in found if not each.word.endswith(":"))


def test_every_code_that_a_word_stands_for_is_a_known_one() -> None:
    known = codes.registration_titles()
    assert {"ARSO", "MAPP"} <= known.keys()
    assert set(only("tier:C").codes) <= codes.titles("tiers", "tier", "tier").keys()


def test_a_line_is_read_quickly_enough_for_each_key_press() -> None:
    line = "rosh:high,vh overdue:in-person>9d release:<12w officer:me smith -closed sort:-lateness,name"
    parse(line, today=SUNDAY, me="N01A001")
    assert min(timeit.repeat(lambda: parse(line, today=SUNDAY, me="N01A001"), number=10, repeat=20)) / 10 < 0.002
