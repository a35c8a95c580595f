"""The key file: what opens it, what does not, and which damage is told from a wrong passphrase."""

import dataclasses
import json
import os
import stat
from pathlib import Path

import pytest

from caseload_tui.errors import DamagedError, NewerSchemaError, WrongPassphraseError
from caseload_tui.store import keys

SECRET = "correct horse battery staple"


@pytest.fixture
def data_key() -> bytes:
    return keys.new_data_key()


def test_passphrase_and_recovery_key_open_the_same_data_key(tmp_path: Path, data_key: bytes) -> None:
    recovery = keys.new_recovery_key()
    path = tmp_path / "a.store.keys"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key), keys.wrap("recovery", recovery, data_key)))
    slots = keys.read(path)
    assert keys.unwrap(slots, SECRET) == data_key
    assert keys.unwrap(slots, recovery) == data_key
    assert keys.unwrap(slots, recovery.lower().replace("-", " ")) == data_key


def test_a_recovery_key_is_eight_groups_of_four() -> None:
    assert [len(group) for group in keys.new_recovery_key().split("-")] == [4] * 8
    assert keys.new_recovery_key() != keys.new_recovery_key()


def test_composed_and_decomposed_letters_are_one_passphrase(data_key: bytes) -> None:
    assert keys.unwrap((keys.wrap("passphrase", "caf\u00e9", data_key),), "cafe\u0301") == data_key


@pytest.mark.parametrize("wrong", ["", "Correct horse battery staple", SECRET + " "])
def test_a_wrong_passphrase_is_said_to_be_wrong(data_key: bytes, wrong: str) -> None:
    with pytest.raises(WrongPassphraseError):
        keys.unwrap((keys.wrap("passphrase", SECRET, data_key),), wrong)


def test_the_parameters_are_authenticated(data_key: bytes) -> None:
    slot = keys.wrap("passphrase", SECRET, data_key)
    with pytest.raises(WrongPassphraseError):
        keys.unwrap((dataclasses.replace(slot, rounds=slot.rounds + 1),), SECRET)


def test_a_key_file_cannot_hang_the_machine(data_key: bytes) -> None:
    slot = keys.wrap("passphrase", SECRET, data_key)
    for absurd in (
        dataclasses.replace(slot, memory=2 * 1024 * 1024 + 1),
        dataclasses.replace(slot, rounds=21),
        dataclasses.replace(slot, lanes=65),
    ):
        with pytest.raises(DamagedError):
            keys.unwrap((absurd,), SECRET)


def test_real_stores_ask_for_64_mib_and_refuse_less(monkeypatch: pytest.MonkeyPatch, data_key: bytes) -> None:
    weak = keys.wrap("passphrase", SECRET, data_key)
    monkeypatch.setattr(keys, "_weak_is_allowed", False)
    assert (keys.default_cost().memory, keys.default_cost().rounds) == (65_536, 3)
    strong = keys.wrap("passphrase", SECRET, data_key)
    assert keys.unwrap((strong,), SECRET) == data_key
    with pytest.raises(DamagedError):
        keys.unwrap((weak,), SECRET)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_key_file(tmp_path: Path, data_key: bytes) -> None:
    path = tmp_path / "k"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key),))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["k"]


def test_every_flipped_byte_of_a_key_file_is_noticed(tmp_path: Path, data_key: bytes) -> None:
    path = tmp_path / "k"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key),))
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedError):
            keys.read(path)


def test_a_damaged_slot_does_not_keep_the_recovery_key_out_of_a_salvage(tmp_path: Path, data_key: bytes) -> None:
    path, recovery = tmp_path / "k", keys.new_recovery_key()
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key), keys.wrap("recovery", recovery, data_key)))
    document = json.loads(path.read_bytes())
    document["slots"][0]["wrapped"] = document["slots"][1]["wrapped"]
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(DamagedError):
        keys.read(path)
    assert keys.unwrap(keys.read(path, salvage=True), recovery) == data_key


def test_a_missing_key_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="missing"):
        keys.read(tmp_path / "none")


def test_a_key_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "k").write_text('{"format":2,"slots":[]}', "utf-8")
    with pytest.raises(NewerSchemaError):
        keys.read(tmp_path / "k")
