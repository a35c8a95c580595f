"""Profiles: what is read as written, and what is refused with its place and what would be accepted."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Case, CaseProfile
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.standards import load as loading
from caseload_tui.standards.load import find, load, shipped, standing
from caseload_tui.standards.rule import Rule, Steps

LOCAL = '{ type = "local", title = "Made for a test", year = 2026, confidence = "D" }'
HEAD = 'id = "test"\nversion = "1"\n'
RULE = f"""[rules.F2F_GAP]
kind = "cadence"
title = "In-person contact"
trigger = "supervision_start"
clock = "CD"
limit = 14
modes = ["in_person_office"]
applies_to = ["CO"]
severity = "red"
source = {LOCAL}
"""


def refusals(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    """Return the problems of a profile that must be refused."""
    path = tmp_path / "test.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        load(path)
    assert refused.value.problems
    assert all(problem.file == str(path) for problem in refused.value.problems)
    return refused.value.problems


def only(tmp_path: Path, text: str) -> Problem:
    """Return the one problem of a profile."""
    problems = refusals(tmp_path, text)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def changed(old: str, new: str) -> str:
    """Return the good profile with one thing changed."""
    assert old in HEAD + RULE
    return (HEAD + RULE).replace(old, new, 1)


def test_the_good_profile_of_these_tests_is_good(tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(HEAD + RULE, encoding="utf-8")
    profile = load(path)
    assert (profile.id, profile.version, profile.path) == ("test", "1", str(path))
    assert list(profile.rules) == ["F2F_GAP"]
    rule = profile.rules["F2F_GAP"]
    assert rule.steps("H") == Steps(14, 14)
    assert (rule.period, rule.quota, rule.grace) == ("rolling", 1, 0)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "value", "accepted"),
    [
        ('version = "1"', 'versoin = "1"\nversion = "1"', 2, "versoin", "", "version"),
        ('kind = "cadence"', 'kind = "cadense"', 4, "rules.F2F_GAP.kind", "cadense", "cadence"),
        ("[rules.F2F_GAP]", "[rules.F2F_GAPS]\n[rules.F2F_GAP]", 3, "rules.F2F_GAPS", "F2F_GAPS", "F2F_GAP"),
        ('"supervision_start"', '"start"', 6, "rules.F2F_GAP.trigger", "start", "supervision_start"),
        ('"supervision_start"', '"plan"', 6, "rules.F2F_GAP.trigger", "plan", "supervision_start"),
        ('kind = "cadence"', 'kind = "milestone"', 4, "rules.F2F_GAP.kind", "milestone", "cadence"),
        ('clock = "CD"', 'clock = "DAYS"', 7, "rules.F2F_GAP.clock", "DAYS", "CD"),
        ('["in_person_office"]', '["in_person"]', 9, "rules.F2F_GAP.modes", "in_person", "in_person_office"),
        ('["in_person_office"]', '[\n"phone",\n"in_person",\n]', 11, "rules.F2F_GAP.modes", "in_person", "phone"),
        ("limit = 14", 'limit = 14\noutcomes = ["ATTX"]', 9, "rules.F2F_GAP.outcomes", "ATTX", "ATTC"),
        ("limit = 14", 'limit = 14\ntypes = ["COAQ"]', 9, "rules.F2F_GAP.types", "COAQ", ""),
        ('["CO"]', '["CUSTODY"]', 10, "rules.F2F_GAP.applies_to", "CUSTODY", "CUS"),
        (
            "limit = 14",
            'limit = 14\npaused_by = ["holiday"]',
            9,
            "rules.F2F_GAP.paused_by",
            "holiday",
            "approved_leave",
        ),
        ("limit = 14", 'limit = 14\nperiod = "weekly"', 9, "rules.F2F_GAP.period", "weekly", "calendar-week"),
        ('severity = "red"', 'severity = "high"', 11, "rules.F2F_GAP.severity", "high", "red, amber, blue"),
        ('confidence = "D"', 'confidence = "X"', 12, "rules.F2F_GAP.source.confidence", "X", "S, V, P, G, D"),
        (', confidence = "D"', "", 12, "rules.F2F_GAP.source", "", "confidence"),
        ('type = "local"', 'type = "law"', 12, "rules.F2F_GAP.source.type", "law", "legislation"),
        (f"source = {LOCAL}\n", "", 3, "rules.F2F_GAP", "", "source"),
        ('title = "In-person contact"\n', "", 3, "rules.F2F_GAP", "", "title"),
        ("limit = 14\n", "", 3, "rules.F2F_GAP", "", "limit"),
        ('modes = ["in_person_office"]\n', "", 3, "rules.F2F_GAP", "", "modes, types or outcomes"),
        ('modes = ["in_person_office"]', "modes = []", 3, "rules.F2F_GAP", "", "modes, types or outcomes"),
        ("limit = 14", "limit = -14", 8, "rules.F2F_GAP.limit", "-14", "0 to 3660"),
        ("limit = 14", "limit = 14.5", 8, "rules.F2F_GAP.limit", "14.5", "whole number"),
        ("limit = 14", "limit = true", 8, "rules.F2F_GAP.limit", "true", "whole number"),
        ("limit = 14", "limit = 99999", 8, "rules.F2F_GAP.limit", "99999", "3660"),
        ("limit = 14", 'limit = "of"', 8, "rules.F2F_GAP.limit", "of", '"off"'),
        ("limit = 14", "limit = { H = 7 }", 8, "rules.F2F_GAP.limit", "", "rosh"),
        ("limit = 14", "limit = { phase1 = 7 }", 8, "rules.F2F_GAP.limit", "", "later"),
        ("limit = 14", "limit = 14\nquota = 0", 9, "rules.F2F_GAP.quota", "0", "1 to"),
        ("limit = 14", "limit = 14\ngrace = -1", 9, "rules.F2F_GAP.grace", "-1", "0 to"),
        ("limit = 14", "limit = 14\nweeks = 12", 9, "rules.F2F_GAP.weeks", "", "streak"),
        ("limit = 14", 'limit = 14\nfirst = "3 days"', 9, "rules.F2F_GAP.first", "3 days", "WD(3)"),
        ("limit = 14", "limit = 14\nlicence = 1", 9, "rules.F2F_GAP.licence", "1", "true, false"),
        ('version = "1"', 'version = "1"\nvalid_from = "2026-01-01"', 3, "valid_from", "2026-01-01", "without quotes"),
        (
            'version = "1"',
            'version = "1"\nvalid_from = 2026-01-02\nvalid_to = 2026-01-01',
            4,
            "valid_to",
            "2026-01-01",
            "later",
        ),
        ('id = "test"', 'id = "North West"', 1, "id", "North West", "small letters"),
        ('id = "test"\n', "", 0, "", "", "id"),
        ('"In-person contact"', '"In\\u001b[31mperson"', 5, "rules.F2F_GAP.title", "In\x1b[31mperson", "printable"),
        ('version = "1"', 'version = "1"\nextends = "ps-ns2020"', 3, "extends", "ps-ns2020", "ps-ns2021"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, line: int, column: str, value: str, accepted: str
) -> None:
    problem = only(tmp_path, changed(old, new))
    assert (problem.line, problem.column, problem.value) == (line, column, value)
    assert accepted in problem.accepted


def test_a_near_word_is_offered(tmp_path: Path) -> None:
    assert "did you mean cadence" in only(tmp_path, changed('"cadence"', '"cadense"')).why
    assert "did you mean F2F_GAP" in only(tmp_path, changed("[rules.F2F_GAP]", "[rules.f2f_gap]\n[rules.F2F_GAP]")).why


def test_everything_refused_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = (HEAD + RULE).replace('"CD"', '"DAYS"').replace("14", "-1").replace('"red"', '"pink"')
    assert [problem.line for problem in refusals(tmp_path, text)] == [7, 8, 11]


def test_a_prompt_has_neither_clock_nor_limit(tmp_path: Path) -> None:
    text = changed("F2F_GAP", "ASK_FIRST").replace('"cadence"', '"prompt"')
    assert [problem.column for problem in refusals(tmp_path, text)] == [
        "rules.ASK_FIRST.clock",
        "rules.ASK_FIRST.limit",
    ]
    path = tmp_path / "prompt.toml"
    path.write_text(text.replace('clock = "CD"\nlimit = 14\n', ""), encoding="utf-8")
    assert load(path).rules["ASK_FIRST"].limits == {}


def test_a_local_rule_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(changed("F2F_GAP", "CHECK_IN").replace('["in_person_office"]', '["remote_checkin"]'), "utf-8")
    rule = load(path).rules["CHECK_IN"]
    assert (rule.kind, rule.trigger) == ("cadence", "supervision_start")
    assert rule.modes == {"remote_checkin"}


def test_a_limit_counts_back_only_from_a_day_known_in_advance(tmp_path: Path) -> None:
    text = (
        changed("F2F_GAP", "MEET_FIRST")
        .replace('"cadence"', '"milestone"')
        .replace("supervision_start", "release_date")
        .replace("limit = 14", "limit = -14")
    )
    path = tmp_path / "back.toml"
    path.write_text(text, encoding="utf-8")
    assert load(path).rules["MEET_FIRST"].steps(None) == Steps(-14, -14)
    assert only(tmp_path, text.replace("release_date", "release")).value == "-14"


def test_limits_by_level_and_phase_and_off_are_read(tmp_path: Path) -> None:
    path = tmp_path / "levels.toml"
    limit = 'by = "rosh"\nlimit = { L = "off", M = { phase1 = 14, later = 0 }, H = 7 }\nfirst = "WD(3)"\nquota = 2'
    path.write_text(changed("limit = 14", limit), encoding="utf-8")
    rule = load(path).rules["F2F_GAP"]
    assert rule.steps("L") is None
    assert rule.steps("M") == Steps(14, 0)  # ruling E17: zero is a value
    assert rule.steps("VH") == rule.steps("H") == Steps(7, 7)  # ruling 44: never looser for more risk
    assert rule.steps(None) == Steps(7, 7)  # ruling 24: the smallest among those that have one
    assert (rule.first, rule.quota) == (Limit("WD", 3), 2)


def test_every_level_of_risk_must_be_named(tmp_path: Path) -> None:
    problem = only(tmp_path, changed("limit = 14", 'by = "rosh"\nlimit = { L = 28, H = 7 }'))
    assert problem.why == "says nothing for level M"


def test_an_extending_profile_names_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "north.toml"
    path.write_text(
        f'{HEAD}extends = "ps-ns2021"\n[rules.F2F_GAP]\nlimit = {{ L = 35 }}\nsource = {LOCAL}\n', encoding="utf-8"
    )
    ours, theirs = load(path), shipped()["ps-ns2021"]
    assert ours.rules.keys() == theirs.rules.keys()
    assert ours.rules["F2F_GAP"].steps("L") == Steps(35, 35)
    assert ours.rules["F2F_GAP"].steps("M") == theirs.rules["F2F_GAP"].steps("M")
    assert ours.rules["F2F_GAP"].source.title == "Made for a test"
    assert ours.rules["PLAN_REV"].source == theirs.rules["PLAN_REV"].source
    assert ours.valid_from is None


def test_what_differs_needs_a_source_of_its_own(tmp_path: Path) -> None:
    problem = only(tmp_path, f'{HEAD}extends = "ps-ns2021"\n[rules.F2F_GAP]\nlimit = {{ L = 35 }}\n')
    assert (problem.line, problem.column) == (4, "rules.F2F_GAP")
    assert problem.why.startswith("source is missing")


def test_a_rule_is_switched_off_by_an_extending_profile(tmp_path: Path) -> None:
    path = tmp_path / "north.toml"
    path.write_text(f'{HEAD}extends = "ps-ns2021"\n[rules.F2F_GAP]\nlimit = "off"\nsource = {LOCAL}\n', "utf-8")
    rule = load(path).rules["F2F_GAP"]
    assert [rule.steps(level) for level in ("L", "VH", None)] == [None, None, None]


def test_a_file_beside_may_be_extended_but_never_in_a_circle(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text(f'{HEAD}extends = "second.toml"\n[rules]\n', encoding="utf-8")
    second.write_text(HEAD + RULE, encoding="utf-8")
    assert list(load(first).rules) == ["F2F_GAP"]
    second.write_text(f'{HEAD}extends = "first.toml"\n[rules]\n', encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        load(first)
    assert [(p.file, p.line, p.column) for p in refused.value.problems] == [(str(second), 3, "extends")]


@pytest.mark.parametrize(
    ("text", "line"), [("id = \n", 1), ('id = "a"\nid = "b"\n', 2), ('id = "a"\nrules = [\n', 2), ("[rules\n", 1)]
)
def test_what_is_not_toml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    problem = only(tmp_path, text)
    assert problem.line == line
    assert problem.why.startswith("is not TOML")


def test_what_is_not_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "binary.toml"
    path.write_bytes(b'id = "a"\nversion = "\xff"\n')
    with pytest.raises(RefusedError, match="refused") as refused:
        load(path)
    assert [(p.line, p.why) for p in refused.value.problems] == [(2, "is not UTF-8 text")]


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_path_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        load(tmp_path / name)
    assert "cannot be read" in refused.value.problems[0].why


@pytest.mark.parametrize("value", ["[" * 5000 + "]" * 5000, "9" * 5000])
def test_what_is_beyond_reason_is_refused(tmp_path: Path, value: str) -> None:
    assert only(tmp_path, f"id = {value}\n").why.startswith("is not TOML")


WORDS = st.sampled_from(
    [
        "[rules.X]",
        "[[rules]]",
        "limit",
        "source",
        "=",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "#",
        "-1",
        "off",
        "\n",
        "\u2028",
        "1e9",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(HEAD + RULE)), cut=st.integers(0, 40), put=st.lists(WORDS | st.text(max_size=3), max_size=4)
)
def test_whatever_is_written_is_read_or_refused(tmp_path: Path, at: int, cut: int, put: list[str]) -> None:
    good = HEAD + RULE
    path = tmp_path / "any.toml"
    path.write_text(good[:at] + " ".join(put) + good[at + cut :], encoding="utf-8", errors="replace")
    rules: list[Rule] = []
    problems: tuple[Problem, ...] = ()
    try:
        rules = list(load(path).rules.values())
    except RefusedError as refused:
        problems = refused.problems
    lines = path.read_text("utf-8").count("\n") + 1
    assert all(0 <= problem.line <= lines and problem.why for problem in problems)
    assert bool(rules) != bool(problems)
    assert all(rule.source.title and rule.limits for rule in rules)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(("\ufeff" + HEAD + RULE).replace("\n", "\r\n").encode())
    assert load(path).rules["F2F_GAP"].steps(None) == Steps(14, 14)


def test_the_shipped_profiles_are_named_as_their_files() -> None:
    assert {name: profile.id for name, profile in shipped().items()} == {
        "ps-ns2021": "ps-ns2021",
        "tr-crc-2016": "tr-crc-2016",
    }


def test_a_profile_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(HEAD + RULE, encoding="utf-8")
    assert find("ps-ns2021", shipped()) is shipped()["ps-ns2021"]
    assert find(str(path), shipped()).id == "test"
    with pytest.raises(RefusedError) as refused:
        find("ps-ns2012", shipped())
    assert "did you mean ps-ns2021" in refused.value.problems[0].why
    assert refused.value.problems[0].accepted == "ps-ns2021, tr-crc-2016; or a path to a TOML file"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_case_is_judged_by_its_dated_rows_then_its_own_profile_then_the_default() -> None:
    shelf, crn = shipped(), "X100001"
    row = CaseProfile(crn, "tr-crc-2016", day("2020-01-01"), day("2021-06-26"))
    dated = standing(CaseFacts(Case(crn), case_profiles=(row,)), shelf, "ps-ns2021")
    assert [dated.on(day(on)).id for on in ("2019-12-31", "2020-01-01", "2021-06-25", "2021-06-26")] == [
        "ps-ns2021",
        "tr-crc-2016",
        "tr-crc-2016",
        "ps-ns2021",
    ]
    own = standing(CaseFacts(Case(crn, profile="tr-crc-2016"), case_profiles=()), shelf, "ps-ns2021")
    assert own.on(day("2026-01-01")).id == "tr-crc-2016"
    only_one = standing(
        CaseFacts(Case(crn, profile="tr-crc-2016"), case_profiles=(row,)), shelf, "ps-ns2021", shelf["ps-ns2021"]
    )
    assert only_one.on(day("2020-01-01")).id == "ps-ns2021"
    assert only_one.changes() == ()


def test_a_case_with_a_profile_that_nobody_has_is_never_judged_by_another() -> None:
    with pytest.raises(RefusedError):
        standing(CaseFacts(Case("X100001", profile="north")), shipped(), "ps-ns2021")


def test_the_profiles_are_read_once() -> None:
    assert loading.shipped() is shipped()
