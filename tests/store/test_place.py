"""Where a store lies: shares and synchronised folders are refused, said, and worked on without a log."""

from pathlib import Path

import pytest

from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import RefusedError
from caseload_tui.store import open as stores
from caseload_tui.store import place
from tests.store.conftest import PASSPHRASE, people

MOUNTS = """\
/dev/sda2 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
//fs01/home /home/alex/H\\040drive cifs rw,vers=3.0 0 0
srv:/export /net nfs4 rw 0 0
/dev/sda3 /net/local xfs rw 0 0
alex@host: /home/alex/far fuse.sshfs rw 0 0
cloud: /home/alex/cloud fuse.rclone rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
C:\\134 /mnt/c 9p rw 0 0
/dev/sdb1 /media/stick fuseblk rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind", "is_shared"),
    [
        ("/home/alex", "ext4", False),
        ("/tmp/x", "tmpfs", False),  # noqa: S108 - a line of the list above
        ("/home/alex/H drive/cases", "cifs", True),
        ("/home/alex/H drives", "ext4", False),
        ("/net/team", "nfs4", True),
        ("/net/local/team", "xfs", False),
        ("/home/alex/far/away", "fuse.sshfs", True),
        ("/home/alex/cloud", "fuse.rclone", True),
        ("/run/user/1000/doc", "fuse.portal", False),
        ("/mnt/c/Users", "9p", True),
        ("/media/stick", "fuseblk", False),
    ],
)
def test_the_kind_of_a_file_system_tells_a_share(folder: str, kind: str, is_shared: bool) -> None:  # noqa: FBT001
    assert place.kind_in(MOUNTS, folder) == kind
    assert place.is_shared_kind(kind) is is_shared


def test_this_machine_says_what_kind_its_own_folders_are(tmp_path: Path) -> None:
    if not Path("/proc/self/mounts").exists():
        pytest.skip("this system has no such list")
    assert place.kind_of(Path("/proc")) == "proc"
    assert place.kind_of(tmp_path) != ""


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Ministry of Examples", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive-alex@example.org", "Google Drive"),
        ("Mobile Documents", "iCloud"),
        ("nextcloud", "Nextcloud"),
        ("CloudStorage", "a cloud service"),
    ],
)
def test_a_folder_of_a_program_that_synchronises_is_known_by_its_name(tmp_path: Path, name: str, program: str) -> None:
    (tmp_path / name / "work").mkdir(parents=True)
    assert program in place.risk(tmp_path / name / "work")


@pytest.mark.parametrize("name", ["Dropboxes", "one drive", "my onedrive", "cloud", "Sync", "boxes"])
def test_a_folder_that_is_merely_called_alike_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert place.risk(tmp_path / name) == ""


def test_a_folder_is_known_by_what_lies_in_it_or_above_and_by_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one" / ".stfolder").mkdir(parents=True)
    (tmp_path / "one" / "two").mkdir()
    (tmp_path / "mine").mkdir()
    assert "Syncthing" in place.risk(tmp_path / "one" / "two")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "mine"))
    assert "OneDrive" in place.risk(tmp_path / "mine")


def test_a_link_into_such_a_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "Dropbox")
    assert "Dropbox" in place.risk(tmp_path / "mine")


def test_no_store_is_made_there_unless_one_insists_and_then_it_has_no_log(tmp_path: Path, stamp: Stamp) -> None:
    path = tmp_path / "OneDrive - Example" / "a.store"
    with pytest.raises(RefusedError, match="in a folder of OneDrive") as refused:
        stores.create(path, PASSPHRASE, stamp=stamp)
    assert "put copies of the store there instead" in refused.value.advice
    assert not path.parent.exists()

    store, _ = stores.create(path, PASSPHRASE, stamp=stamp, even_here=True)
    assert store._driver.value("PRAGMA journal_mode") == "delete"
    assert store._driver.value("PRAGMA synchronous") == 3
    with store.bulk("folder.import", stamp=stamp, source="a test") as load:
        load.put_all("cases", people())
    assert store.check() == []
    assert {file.name for file in path.parent.iterdir()} == {"a.store", "a.store.keys", "a.store.mark"}
    store.close()


def test_a_store_that_was_moved_there_says_so_and_gets_its_log_back_at_home(tmp_path: Path, stamp: Stamp) -> None:
    home, cloud = tmp_path / "home", tmp_path / "Dropbox"
    store, _ = stores.create(home / "a.store", PASSPHRASE, stamp=stamp)
    assert store._driver.value("PRAGMA journal_mode") == "wal"
    assert store._driver.value("PRAGMA synchronous") == 2
    store.close()
    home.rename(cloud)
    store = stores.unlock(cloud / "a.store", PASSPHRASE)
    assert "This store lies in a folder of Dropbox" in store.notices[0]
    assert (store._driver.value("PRAGMA journal_mode"), store._driver.value("PRAGMA synchronous")) == ("delete", 3)
    other = store.again()
    assert other._driver.value("PRAGMA journal_mode") == "delete"
    other.close()
    store.close()
    cloud.rename(home)
    store = stores.unlock(home / "a.store", PASSPHRASE)
    assert store.notices == ()
    assert store._driver.value("PRAGMA journal_mode") == "wal"
    store.close()


def test_whether_a_log_works_is_tried_by_writing_and_nothing_is_left(tmp_path: Path) -> None:
    assert place.takes_log(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not place.takes_log(tmp_path / "none")
