"""Where an export may go: never through a link, never over what is not ours, never where a name means a device."""

import os
from pathlib import Path

import pytest

from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import CaseloadError, DiskError, RefusedError
from caseload_tui.exchange.writing import FILE_NAMES, folder_writer, write_template


def refused(folder: Path, kind: type[CaseloadError] = RefusedError) -> None:
    """Try to write a template and an export there; nothing may come of it."""
    before = {path: path.lstat().st_mtime_ns for path in sorted(folder.absolute().parent.rglob("*"))}
    with pytest.raises(kind):
        write_template(folder)
    with pytest.raises(kind), folder_writer(folder):
        pass
    assert {path: path.lstat().st_mtime_ns for path in sorted(folder.absolute().parent.rglob("*"))} == before


@pytest.mark.parametrize("to", ["elsewhere", "nowhere", "link"])
def test_a_link_is_never_followed(to: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / to)
    refused(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()


def test_even_forced_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError), folder_writer(tmp_path / "link", force=True):
        pass
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_link_among_the_files_of_an_earlier_export_is_replaced_and_not_followed(tmp_path: Path) -> None:
    write_template(tmp_path / "out")
    target = tmp_path / "target"
    (tmp_path / "out" / "teams.csv").rename(target)
    (tmp_path / "out" / "teams.csv").symlink_to(target)
    before = target.read_bytes()
    with folder_writer(tmp_path / "out"):
        pass
    assert target.read_bytes() == before
    assert not (tmp_path / "out" / "teams.csv").is_symlink()


NAMES = ["CON", "nul", "aux.csv", "com1", "LPT9.old", "out.", "out ", "con .x"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_windows_keeps_is_refused(name: str, tmp_path: Path) -> None:
    refused(tmp_path / name)


def test_the_way_up_is_the_folder_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "mine.txt").write_text("mine")
    refused(tmp_path / "a" / "b" / "..")
    write_template(tmp_path / "a" / "b" / ".." / "out")
    assert {path.name for path in (tmp_path / "a" / "out").iterdir()} == FILE_NAMES


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o777)
    os.chown(tmp_path / "theirs", 12345, 12345)
    refused(tmp_path / "theirs")


def test_a_place_that_takes_no_files_is_said(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere" / "out", DiskError)

    refused(tmp_path / ("x" * 250), DiskError)


@pytest.mark.parametrize("typed", ["a\0b", "a\ud83d", "x" * 300, "a/" * 3000, "\0"])
def test_what_no_file_can_be_called_is_refused_in_words(typed: str) -> None:
    with pytest.raises(RefusedError):
        typed_path(typed)


def test_a_home_that_nobody_has_is_a_name_like_any_other() -> None:
    assert typed_path("~nobody-of-this-name/x") == Path("~nobody-of-this-name/x")
    assert typed_path("~") == Path.home()
