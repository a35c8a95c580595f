"""Folders written: whole or not at all, private, and never over somebody's own files."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.tables import TABLE_NAMED, TABLES
from caseload_tui.errors import DiskError, RefusedError
from caseload_tui.exchange.writing import FILE_NAMES, folder_writer, write_template

CASES = TABLE_NAMED["cases"]


def export(folder: Path, *cases: r.Case, force: bool = False) -> None:
    with folder_writer(folder, force=force) as writer:
        writer.put(CASES, cases)


def test_a_template_is_every_file_with_its_header_only(tmp_path: Path) -> None:
    write_template(tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILE_NAMES
    for table in TABLES:
        assert (tmp_path / "out" / f"{table.name}.csv").read_bytes() == (",".join(table.columns) + "\n").encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_template_never_replaces_one_that_was_filled_in(tmp_path: Path) -> None:
    write_template(tmp_path / "out")
    with (tmp_path / "out" / "cases.csv").open("a", encoding="utf-8") as cases:
        cases.write(f"X100001{',' * 19}\n")
    with pytest.raises(RefusedError):
        write_template(tmp_path / "out")
    assert "X100001" in (tmp_path / "out" / "cases.csv").read_text(encoding="utf-8")


def test_the_headers_are_those_of_the_contract(tmp_path: Path) -> None:
    write_template(tmp_path / "out")
    contacts = (tmp_path / "out" / "contacts.csv").read_text(encoding="utf-8")
    assert contacts == (
        "contact_id,crn,sentence_id,type_code,date,start_time,end_time,outcome_code,outcome_on,mode,doorstep,"
        "officer_code,place,arranged_on,rar_day,evidence_received_on,sensitive,notes,entered_on\n"
    )
    assert (tmp_path / "out" / "oversight.csv").read_text(encoding="utf-8").startswith("crn,on,rule,sentence_id,")
    assert (tmp_path / "out" / "spells.csv").read_text(encoding="utf-8") == "sentence_id,setting,from,to,because\n"


def test_only_the_owner_may_read_what_was_exported(tmp_path: Path) -> None:
    export(tmp_path / "out", r.Case("X100001"))
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


def test_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    export(tmp_path / "out", r.Case("X100001"), r.Case("X100002"))
    export(tmp_path / "out", r.Case("X100001"))
    assert (tmp_path / "out" / "cases.csv").read_text(encoding="utf-8").count("\n") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["thesis.odt", "cases.csv"])
def test_somebodys_own_files_are_never_written_over_unless_forced(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(RefusedError):
        export(tmp_path / "out", r.Case("X100001"))
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == "mine"
    export(tmp_path / "out", r.Case("X100001"), force=True)
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILE_NAMES | {name}
    assert (tmp_path / "out" / "cases.csv").read_text(encoding="utf-8").endswith(f"\nX100001{',' * 19}\n")


def test_a_file_or_a_link_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(RefusedError):
            export(tmp_path / name)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_export_that_breaks_off_leaves_the_earlier_one_and_no_trace(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[r.Case]:
        yield r.Case("X100002")
        raise RuntimeError

    export(tmp_path / "out", r.Case("X100001"))
    before = (tmp_path / "out" / "cases.csv").read_bytes()
    with pytest.raises(RuntimeError), folder_writer(tmp_path / "out") as writer:
        writer.put(CASES, breaks_off())
    assert (tmp_path / "out" / "cases.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(DiskError):
        export(tmp_path / "nowhere" / "out")
