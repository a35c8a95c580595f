"""The page about import names the columns that there are."""

from pathlib import Path

from caseload_tui.domain.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "import.md"


def test_the_page_lists_every_file_with_its_columns_and_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in TABLES:
        names = [(table.column_of(field), field in table.key) for field in table.fields]
        columns = ", ".join(f"**{name}**" if is_key else name for name, is_key in names)
        assert f"| {table.name}.csv | {columns} |" in page
