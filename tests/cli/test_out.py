"""How lists are printed: aligned whatever the names hold, long ones cut for people and whole for programs."""

import pytest

from caseload_tui.cli.out import sheet, table

LONG = "FEATHERSTONEHAUGH-CHOLMONDELEY-MARJORIBANKS, Wilhelmina Alexandrina Philippa"


def test_a_long_name_is_cut_in_a_table_and_its_columns_stay_in_line(capsys: pytest.CaptureFixture[str]) -> None:
    table(("name", "crn"), [(LONG, "X100001"), ("SAMPLE, Alan", "X100002")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "FEATHERSTONEHAUGH-CHOLMONDELEY-…  X100001"
    assert {line.index("X1") for line in lines[1:]} == {lines[0].index("crn")}


def test_a_long_reference_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    table(("id",), [("c-" + "7" * 200,)])
    assert "c-" + "7" * 200 in capsys.readouterr().out


def test_csv_has_the_whole_name(capsys: pytest.CaptureFixture[str]) -> None:
    sheet(("name",), [(LONG,)])
    assert LONG in capsys.readouterr().out


@pytest.mark.parametrize("name", ["ZOE\u0308", "\u5f20\u4f1f", "\u0639\u0644\u06cc\u200c\u0631"])
def test_columns_stay_in_line_where_letters_are_wide_or_have_no_width(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.cells import cell_len

    table(("name", "crn"), [(name, "X100001"), ("SAMPLE, Alan", "X100002")])
    lines = capsys.readouterr().out.splitlines()
    assert len({cell_len(line.partition("X1")[0].replace("\u200c", "")) for line in lines[1:]}) == 1
