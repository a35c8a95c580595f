"""Standards written to do harm: refused with file, line and what would be accepted, soon, in one line each."""

import time
from pathlib import Path

import pytest

from caseload_tui.domain.text import clean
from caseload_tui.errors import RefusedError
from caseload_tui.standards.lint import lint
from caseload_tui.standards.load import load
from tests.standards.test_lint import RULE

LONGEST_LINE = 600

HOSTILE = {
    "control characters in a title": ('"In-person contact"', '"\\u001b[2J\\u009b31m"', 5),
    "direction in a title": ('"In-person contact"', '"\u202egnp"', 5),
    "title without an end": ('"In-person contact"', '"' + "x" * 100_000 + '"', 5),
    "nothing to see in a title": ('"In-person contact"', '"\u200b\u200b"', 5),
    "control characters in a key": ("severity =", '"\\u001b]0;pwned\\u0007" = 1\nseverity =', 12),
    "a name that leads away": ('id = "test"', 'id = "../../etc/passwd"', 1),
    "a version that leads away": ('version = "1"', 'version = "../1"', 2),
    "a rule that leads away": ("rules.F2F_GAP", 'rules."../../x"', 3),
    "a number beyond all": ("L = 28", "L = 1" + "0" * 40, 9),
    "a number below": ("L = 28", "L = -1", 9),
    "no number": ("L = 28", "L = nan", 9),
    "endless": ("L = 28", "L = 1e400", 9),
    "extends what lies above": ('version = "1"', 'version = "1"\nextends = "../above.toml"', 3),
    "extends a file of the system": ('version = "1"', 'version = "1"\nextends = "/etc/passwd"', 3),
    "extends with a null": ('version = "1"', 'version = "1"\nextends = "a\\u0000.toml"', 3),
    "extends the way round": ('version = "1"', 'version = "1"\nextends = "inside/../../above.toml"', 3),
    "null": ("severity", "\0severity", 12),
    "escape": ("severity", "\x1bseverity", 12),
}


@pytest.mark.parametrize(("old", "new", "line"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_standard_is_refused_where_it_stands(old: str, new: str, line: int, tmp_path: Path) -> None:
    assert RULE.count(old) >= 1
    (tmp_path / "inside").mkdir()
    (tmp_path / "above.toml").write_text(RULE, encoding="utf-8")
    path = tmp_path / "inside" / "bad.toml"
    path.write_text(RULE.replace(old, new, 1), encoding="utf-8")
    problems = lint(path)
    assert problems
    first = problems[0]
    assert (first.file, first.line) == (str(path), line)
    assert first.accepted
    for problem in problems:
        assert len(str(problem)) < LONGEST_LINE + len(str(path))
        assert "\x1b" not in clean(str(problem))


LARGE = {
    "deep lists": "id = " + "[" * 20_000,
    "deep tables": "[" + "a." * 5_000 + "a]\nb = 1\n",
    "deep in line": "id = " + "{a = " * 5_000,
    "a list without end": "id = [\n" + '"a",\n' * 150_000,
    "a text without end": 'id = """\n' + "a\n" * 400_000,
    "many keys": RULE + "".join(f"k{n} = 1\n" for n in range(60_000)),
    "many rules": "id = 'a'\nversion = '1'\n" + "".join(f"[rules.R{n}]\nkind = 1\n" for n in range(30_000)),
    "one long list": RULE + "k = [\n" + '"a",\n' * 150_000 + "]\n",
    "too large": "#" * 2_000_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_huge_standard_is_refused_soon(text: str, tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_text(text, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(RefusedError) as refused:
        load(path)
    assert time.process_time() - began < 5
    assert 0 < len(refused.value.problems) <= 100
    assert all(len(str(problem)) < LONGEST_LINE + len(str(path)) for problem in refused.value.problems)
