"""The pages say what is so: links lead somewhere, ids, commands and exit codes are explained, tables are current."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.cli.commands import COMMANDS
from caseload_tui.domain.tables import TABLES
from caseload_tui.domain.verbs import VERBS
from caseload_tui.errors import CaseloadError
from caseload_tui.ui import keys

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CITING = [ROOT / name for name in ("caseload_tui", "tests", "fixtures", "benchmarks")]
PAGES = sorted(
    path
    for pattern in (
        "*.md",
        "docs/*.md",
        "changelog.d/*.md",
        "fixtures/**/*.md",
        "benchmarks/*.md",
        "caseload_tui/**/*.md",
    )
    for path in ROOT.glob(pattern)
)

EXAMPLES = {"contact-line.md", "local.toml", "north.toml", "FILE.toml", "store/migrations/m0002_what_changes.py"}
"""Names of files that a page gives as an example only."""

MADE_BY_USE = {"mistakes.log", "screen.json", ".bench/", ".venv/"}
"""What is not in the clone, but comes into being when the program is used."""

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w./-]+/|(?:[\w.-]+/)*[\w-][\w.-]*\.(?:py|md|toml|csv|sql|json|tcss|log)")
PAGE = re.compile(r"[\w./-]*\b[\w-]+\.md\b")

ONE = r"(?:E ?\d{1,2}|P ?3\.\d{1,2}|3\.\d{1,2}|S\d{1,2}|\d{1,2})\b(?!\.\d)"
BETWEEN = r"(?:, (?:and )?| and | to |-)"
CITED = re.compile(
    rf"\b[Rr]ulings? ({ONE}(?:{BETWEEN}{ONE})*)|\b((?:E ?\d{{1,2}}|P ?3\.\d{{1,2}})\b(?:{BETWEEN}{ONE})*)"
)
RANGE = re.compile(r"(?<![.\d])(P 3\.)?(\d+)(?: to |-)(?:P 3\.)?(\d+)")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w -]", "", heading.strip().lower()).replace(" ", "-")


def _anchors(path: Path) -> set[str]:
    return {_slug(line.lstrip("#")) for line in _read(path).splitlines() if line.startswith("#")}


def _words_of(path: Path) -> Iterator[str]:
    """Give the comments and the texts of a Python file, and the whole of any other."""
    if path.suffix != ".py":
        yield _read(path)
        return
    for token in tokenize.generate_tokens(io.StringIO(_read(path)).readline):
        is_documentation = token.type == tokenize.STRING and token.string.startswith(('"""', "'''"))
        if token.type == tokenize.COMMENT or is_documentation:
            yield token.string


def _sources() -> Iterator[Path]:
    yield ROOT / "schema.sql"
    for folder in CITING:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".md", ".toml", ".sql", ".tcss") and "corpus" not in path.parts:
                yield path


def ids_in(words: str) -> set[str]:
    """Return the ids of the rulings that a text cites, a range as all that lie in it."""
    found: set[str] = set()
    for match in CITED.finditer(words):
        listed = match[1] or match[2]
        for kind, first, last in RANGE.findall(listed):
            found |= {f"{kind}{number}" for number in range(int(first), int(last) + 1)}
        for one in re.findall(ONE, listed):
            kind, number = re.fullmatch(r"([EPS]?) ?([\d.]+)", one).groups()  # type: ignore[union-attr]
            found.add(f"P {number}" if "." in number else f"{kind}{int(number)}")
    return found


def ruled() -> list[str]:
    """Return the ids that have a line of their own in docs/rulings.md."""
    return re.findall(r"^- \*\*((?:E|S)?\d+|P 3\.\d+)\b", _read(DOCS / "rulings.md"), flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("as ruling E9 says", {"E9"}),
        ("(E2, rulings 17, 34)", {"E2", "17", "34"}),
        ("(rulings 16-18, 25)", {"16", "17", "18", "25"}),
        ("rulings 9, 45 to 47", {"9", "45", "46", "47"}),
        ("# Rulings 47, P 3.25, 3.29: what happened", {"47", "P 3.25", "P 3.29"}),
        ("# Ruling 02: E 15, P 3.24", {"2", "E15", "P 3.24"}),
        ("(ruling P 3.39), ruling S3", {"P 3.39", "S3"}),
        ("(P 3.3 to P 3.5, P 3.60)", {"P 3.3", "P 3.4", "P 3.5", "P 3.60"}),
        ("rulings. 12 people, EA02 and P1", set()),
    ],
)
def test_citations_are_found(words: str, ids: set[str]) -> None:
    assert ids_in(words) == ids


def test_every_ruling_cited_has_its_line() -> None:
    cited = [
        (str(path.relative_to(ROOT)), one)
        for path in _sources()
        if path != Path(__file__)
        for words in _words_of(path)
        for one in sorted(ids_in(words))
    ]
    known = set(ruled())
    assert {one for _, one in cited} & known
    assert [(path, one) for path, one in cited if one not in known] == []


def test_every_case_of_a_ruling_is_named_after_one_that_has_its_line() -> None:
    known = set(ruled())
    folders = [path.name for path in (ROOT / "fixtures" / "rulings").iterdir() if path.is_dir()]
    assert folders
    for name in folders:
        kind, number = re.match(r"([EP]?)([\d.]+)-", name).groups()  # type: ignore[union-attr]
        main, _, rest = number.partition(".")
        assert (f"P {main}.{int(rest)}" if rest else f"{kind}{int(main)}") in known, name


def test_no_ruling_has_two_lines_and_none_is_left_out() -> None:
    found = ruled()
    assert sorted({one for one in found if found.count(one) > 1}) == []
    sets = {
        "": {f"{n}" for n in range(1, 66)},
        "E": {f"E{n}" for n in range(1, 22)},
        "P": {f"P 3.{n}" for n in range(1, 61)},
    }
    for name, ids in sets.items():
        assert ids - set(found) == set(), name
    own = sorted(int(one[1:]) for one in found if one.startswith("S"))
    assert own == list(range(1, len(own) + 1))


def test_pages_named_in_the_code_are_pages_of_this_project() -> None:
    lost = [
        (str(path.relative_to(ROOT)), name)
        for path in _sources()
        if path != Path(__file__)
        for words in _words_of(path)
        for name in PAGE.findall(words)
        if name not in EXAMPLES and not any((place / name).exists() for place in (ROOT, path.parent))
    ]
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(_read(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_folders_that_a_page_names_exist(page: Path) -> None:
    places = (ROOT, ROOT / "caseload_tui", page.parent, ROOT / "caseload_tui" / "reference")
    known = EXAMPLES | MADE_BY_USE | {f"{table.name}.csv" for table in TABLES}
    named = {name for name in CODE.findall(_read(page)) if FILE.fullmatch(name)} - known
    lost = {name for name in named if not any((place / name).exists() for place in places)}
    assert sorted(name for name in lost if not any(page.parent.glob(f"*/{name}"))) == []


def test_every_page_is_in_the_list_of_pages() -> None:
    links = LINK.findall(_read(DOCS / "index.md"))
    assert sorted(path.name for path in DOCS.glob("*.md") if path.name not in links) == ["index.md"]


def _errors(parent: type[CaseloadError]) -> Iterator[type[CaseloadError]]:
    yield parent
    for child in parent.__subclasses__():
        yield from _errors(child)


def test_every_exit_code_is_explained() -> None:
    page = _read(DOCS / "command-line.md")
    raised = [error for error in _errors(CaseloadError) if error.__module__ == CaseloadError.__module__]
    assert {error.exit_code for error in raised} >= {1, 2, 3, 10, 16}
    assert [error.__name__ for error in raised if f"| {error.exit_code} | {error.title} |" not in page] == []


def test_every_command_has_an_example() -> None:
    page = _read(DOCS / "command-line.md")
    without = [command.words for command in COMMANDS if not re.search(rf"(?:\$|\|) caseload {command.words}\b", page)]
    assert without == []


def test_every_option_of_a_command_is_explained() -> None:
    pages = _read(DOCS / "command-line.md") + _read(DOCS / "import.md")
    options = {
        flag
        for command in COMMANDS
        for argument in command.arguments
        for flag in argument.flags
        if flag.startswith("--")
    }
    assert sorted(flag for flag in options if flag not in pages) == []


def test_every_verb_is_on_a_page() -> None:
    on_keys = _read(DOCS / "keys.md")
    commands = {command.verb_id for command in COMMANDS}
    of_people = [verb for verb in VERBS.values() if not (verb.screen_only and verb.command_only)]
    assert [verb.id for verb in of_people if verb.id not in commands and f"{verb.title}: " not in on_keys] == []


def test_every_key_of_the_screen_is_in_the_guide() -> None:
    guide = _read(DOCS / "using.md")
    shown = {key.label for key in keys.KEYS if key.keys}
    assert sorted(label for label in shown if not any(f"`{part}`" in guide for part in label.split())) == []


def test_the_key_table_of_the_readme_is_that_of_the_program() -> None:
    """`python -m caseload_tui.ui.keys` writes it."""
    readme = _read(ROOT / "README.md")
    assert keys.with_table(readme) == readme
    assert keys.short() in readme
