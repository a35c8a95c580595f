"""Where a store lies: on a disk of this computer, on a share of a network, or in a folder that a program synchronises.

On the last two a database is not safe. The write-ahead log needs memory that all who write share, which ends at the
computer; locks over a network are often a promise nobody keeps; and a program that copies a file while it is written
copies half of it, or puts an older one back.
"""

import os
import re
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, Literal

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.errors import DiskError

WayIn = Literal["write", "look", "still"]

_MOUNTS: Final = Path("/proc/self/mounts")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")

_SHARED: Final = re.compile(
    r"9p|afs|afpfs|ceph|cifs|coda|davfs|gfs2?|glusterfs|lustre|ncpfs|nfs[34]?|ocfs2|prl_fs|smb[23]|smbfs|vboxsf|virtiofs"
    r"|vmhgfs|webdav|fuse\.(davfs|gcsfuse|glusterfs|google-drive-ocamlfuse|gvfsd-fuse|onedriver|rclone|s3fs|sshfs|vmhgfs-fuse)"
)
"""Kinds of file systems that more than one computer writes to, as Linux and macOS name them."""

_NAMES: Final = {
    "OneDrive": re.compile(r"(?i)onedrive( - .+)?|skydrive"),
    "Dropbox": re.compile(r"(?i)dropbox( \(.+\))?"),
    "Google Drive": re.compile(r"(?i)google ?drive.*|my drive"),
    "iCloud": re.compile(r"(?i)icloud ?drive|mobile documents|com~apple~clouddocs"),
    "Nextcloud": re.compile(r"(?i)nextcloud.*"),
    "ownCloud": re.compile(r"(?i)owncloud.*"),
    "a cloud service": re.compile(r"(?i)cloudstorage|pclouddrive|megasync|box sync|proton drive"),
}
"""Folders that these programs make, by the name of any part of the path."""

_MARKERS: Final = (
    ("Syncthing", (".stfolder",)),
    ("Dropbox", (".dropbox.cache",)),
    ("Google Drive", (".tmp.drivedownload", ".tmp.driveupload")),
    ("Nextcloud", (".nextcloudsync.log", ".sync-exclude.lst")),
    ("ownCloud", (".owncloudsync.log",)),
)
"""What these programs leave at the top of a folder that they synchronise."""

TRIAL: Final = ".caseload-trial-{}"
"""The database by which is tried whether a log works, by the number of the process."""

_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REMOTE_DRIVE: Final = 4


def risk(folder: Path) -> str:
    """Return where a folder is that makes it no place for a store, "" where nothing speaks against it."""
    with suppress(OSError):
        folder = folder.resolve()
    if _is_shared(folder):
        return "on a network share, where locks and the log cannot be relied upon"
    program = _synchronised_by(folder)
    return f"in a folder of {program}, which copies files while they are written" if program else ""


def kind_in(mounts: str, folder: str) -> str:
    """Return the kind of file system that holds a folder, by the list of mounts that Linux gives; "" when unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        _, point, found, *_ = line.split(" ")
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), point)
        if len(point) >= len(best) and f"{folder}/".startswith(f"{point.rstrip('/')}/"):
            best, kind = point, found
    return kind


def is_shared_kind(kind: str) -> bool:
    """Return whether a kind of file system is one that other computers write to."""
    return _SHARED.fullmatch(kind) is not None


def kind_of(folder: Path) -> str:
    """Return the kind of file system that holds a folder, "" where the system does not say."""
    with suppress(OSError):
        return kind_in(_MOUNTS.read_text("utf-8", "surrogateescape"), str(folder.resolve()))
    return ""


def _is_shared(folder: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = folder.drive
        is_remote: bool = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE
        return drive.startswith("\\\\") or is_remote
    return is_shared_kind(kind_of(folder))


def _synchronised_by(folder: Path) -> str:
    """Return which program synchronises a folder, as far as names and what lies about can tell; "" for none."""
    above = (folder, *folder.parents)
    for variable in _VARIABLES:
        named = os.environ.get(variable)
        if named and Path(named) in above:
            return "OneDrive"
    for name, pattern in _NAMES.items():
        if any(pattern.fullmatch(part.name) for part in above):
            return name
    for name, files in _MARKERS:
        if any((part / file).exists() for part in above for file in files):
            return name
    return ""


def way_in(store: Path) -> WayIn:
    """Return how the file of a store can be opened: to write, to look, or (`still`) as one that nobody changes.

    SQLite cannot even read a store with a log where it may make no file beside it, unless it is told that nobody
    changes it. That would be a lie where a log or its index lies beside it: then it is in use, or was not closed well.

    Raises:
        DiskError: it can be opened in none of these ways.
    """
    if os.access(store.parent, os.W_OK):
        return "write" if os.access(store, os.W_OK) else "look"
    if any(store.with_name(store.name + ending).exists() for ending in ("-wal", "-shm", "-journal")):
        raise DiskError(
            "Nothing can be written here, and the store is in use or was not closed well, so it cannot be looked at.",
            advice="Close it where it is open; or copy it, with all files beside it, to a disk of this computer.",
        )
    return "still"


def takes_log(folder: Path) -> bool:
    """Return whether a write-ahead log works in a folder: some file systems say so and fail at the first write."""
    path = folder / TRIAL.format(os.getpid())
    try:
        with (
            closing(sqlite.connect(str(path), isolation_level=None)) as one,
            closing(sqlite.connect(str(path))) as other,
        ):
            one.execute("PRAGMA synchronous=OFF")  # whether it works is asked, not whether it lasts
            if one.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
                return False
            one.execute("CREATE TABLE t (n)")
            one.execute("INSERT INTO t VALUES (17)")
            return bool(other.execute("SELECT n FROM t").fetchone() == (17,))
    except sqlite.Error:
        return False
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink()
