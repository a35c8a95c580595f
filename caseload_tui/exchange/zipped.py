"""What a workbook is before anything opens it: a zip file, whose own word on how large it is counts for nothing."""

import zipfile
import zlib
from typing import BinaryIO, Final

from caseload_tui.errors import RefusedError

MOST: Final = 200_000_000
"""Bytes of all members together, unpacked."""

MOST_MEMBERS: Final = 2_000
MOST_RATIO: Final = 100
_SMALL: Final = 1_000_000
"""Up to here a member may be packed as tightly as it likes."""

_BLOCK: Final = 1 << 18
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_LONGEST_ENTRY: Final = 1_000
"""Bytes of one entry of the list of members: 46 and its name."""

_DAMAGED: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError)
_OLD: Final = b"\xd0\xcf\x11\xe0"
_ADVICE: Final = "Save it anew as a workbook (.xlsx) in a spreadsheet, or each sheet as CSV."


def refuse_bomb(file: BinaryIO) -> None:
    """Raise RefusedError where a workbook would unpack to more than it may, or is none; read in small blocks.

    The sizes that it declares are looked at first and then counted while reading, since they may be untrue.
    """
    if file.read(len(_OLD)) == _OLD:
        raise _refused("it has a password, or is of the old kind (.xls)")
    _refuse_list(file)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS:
                raise _refused(f"it has more than {MOST_MEMBERS:,} parts")
            if sum(member.file_size for member in members) > MOST:
                raise _refused(_too_large())
            total = 0
            for member in members:
                if member.filename.lower().startswith("xl/externallinks/"):
                    raise _refused("it takes cells from other workbooks")
                total += unpacked(packed, member, MOST - total)
    except (*_DAMAGED, zlib.error) as odd:
        raise _refused("it is damaged, or no workbook") from odd


def _refuse_list(file: BinaryIO) -> None:
    """Refuse a list of members that is itself too long to be read."""
    size = file.seek(0, 2)
    file.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _refused("it is damaged, or no workbook")
    members = int.from_bytes(tail[at + 10 : at + 12], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if members > MOST_MEMBERS or length > MOST_MEMBERS * _LONGEST_ENTRY:
        raise _refused(f"it has more than {MOST_MEMBERS:,} parts")
    file.seek(0)


def unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """Return how many bytes a member really has, stopping where they are too many."""
    count = 0
    with packed.open(member) as opened:
        while block := opened.read(_BLOCK):
            count += len(block)
            if count > room:
                raise _refused(_too_large())
            if count > max(_SMALL, MOST_RATIO * member.compress_size):
                raise _refused(f"a part of it unpacks to more than {MOST_RATIO} times its size")
    return count


def _too_large() -> str:
    return f"it unpacks to more than {MOST // 1_000_000} MB"


def _refused(why: str) -> RefusedError:
    return RefusedError(f"The workbook was not opened: {why}. Nothing was written.", advice=_ADVICE)
