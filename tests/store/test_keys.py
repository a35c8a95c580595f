"""The key file: what opens it, what does not, and which damage is told from a wrong passphrase."""

import dataclasses
import json
import os
import stat
from pathlib import Path

import pytest
from argon2.exceptions import HashingError

from caseload_tui.errors import CaseloadError, DamagedError, NewerSchemaError, WrongPassphraseError
from caseload_tui.store import cost as costs
from caseload_tui.store import keys
from caseload_tui.store.cost import STRONG

SECRET = "correct horse battery staple"
MADE = "2026-11-25T09:00:00.000Z"


@pytest.fixture
def data_key() -> bytes:
    return keys.new_data_key()


def test_passphrase_and_recovery_key_open_the_same_data_key(tmp_path: Path, data_key: bytes) -> None:
    recovery = keys.new_recovery_key()
    path = tmp_path / "a.store.keys"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key, MADE), keys.wrap("recovery", recovery, data_key, MADE)))
    slots = keys.read(path)
    assert keys.unwrap(slots, SECRET) == data_key
    assert keys.unwrap(slots, recovery) == data_key
    assert keys.unwrap(slots, recovery.lower().replace("-", " ")) == data_key


def test_a_recovery_key_is_eight_groups_of_four() -> None:
    assert [len(group) for group in keys.new_recovery_key().split("-")] == [4] * 8
    assert keys.new_recovery_key() != keys.new_recovery_key()


def test_composed_and_decomposed_letters_are_one_passphrase(data_key: bytes) -> None:
    assert keys.unwrap((keys.wrap("passphrase", "caf\u00e9", data_key, MADE),), "cafe\u0301") == data_key


@pytest.mark.parametrize("wrong", ["", "Correct horse battery staple", SECRET + " "])
def test_a_wrong_passphrase_is_said_to_be_wrong(data_key: bytes, wrong: str) -> None:
    with pytest.raises(WrongPassphraseError):
        keys.unwrap((keys.wrap("passphrase", SECRET, data_key, MADE),), wrong)


def test_the_parameters_are_authenticated(data_key: bytes) -> None:
    slot = keys.wrap("passphrase", SECRET, data_key, MADE)
    with pytest.raises(WrongPassphraseError):
        keys.unwrap((dataclasses.replace(slot, rounds=slot.rounds + 1),), SECRET)


def test_a_key_file_cannot_hang_the_machine(data_key: bytes) -> None:
    slot = keys.wrap("passphrase", SECRET, data_key, MADE)
    for absurd in (
        dataclasses.replace(slot, memory=2 * 1024 * 1024 + 1),
        dataclasses.replace(slot, rounds=21),
        dataclasses.replace(slot, lanes=65),
    ):
        with pytest.raises(DamagedError):
            keys.unwrap((absurd,), SECRET)


def test_real_stores_ask_for_64_mib_or_more_and_refuse_less(monkeypatch: pytest.MonkeyPatch, data_key: bytes) -> None:
    weak = keys.wrap("passphrase", SECRET, data_key, MADE)
    monkeypatch.setattr(costs, "_weak_is_allowed", False)
    monkeypatch.setattr(costs, "_measured", lambda: STRONG)
    strong = keys.wrap("passphrase", SECRET, data_key, MADE)
    assert (strong.memory, strong.rounds, strong.lanes) == (65_536, 3, 4)
    assert keys.unwrap((strong,), SECRET) == data_key
    with pytest.raises(DamagedError):
        keys.unwrap((weak,), SECRET)


def test_a_quick_computer_asks_for_more_up_to_what_a_small_one_bears() -> None:
    for milliseconds in range(1, 3_000):
        cost = costs.scaled(milliseconds / 1_000)
        assert not cost.is_weak
        assert not cost.is_absurd
        assert cost.lanes == STRONG.lanes
        assert cost.memory <= 512 * 1024
        expected = milliseconds / 1_000 * (cost.memory * cost.rounds) / (STRONG.memory * STRONG.rounds)
        assert expected <= max(0.61, 1.001 * milliseconds / 1_000)
        assert expected >= min(0.4, milliseconds / 1_000) or cost.rounds == 20
    assert costs.scaled(0.13).memory == 288 * 1024


def test_the_cost_measured_on_this_computer_is_one_that_is_accepted() -> None:
    cost = costs._measured()
    assert not cost.is_weak
    assert not cost.is_absurd


def test_a_random_recovery_key_costs_the_least_since_nobody_guesses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "_weak_is_allowed", False)
    assert costs.for_random() == STRONG


def test_too_little_memory_is_said_to_be_that(monkeypatch: pytest.MonkeyPatch, data_key: bytes) -> None:
    def failing(*_: object, **__: object) -> bytes:
        raise HashingError("Memory allocation error")

    slot = keys.wrap("passphrase", SECRET, data_key, MADE)
    monkeypatch.setattr("argon2.low_level.hash_secret_raw", failing)
    with pytest.raises(CaseloadError, match="memory") as said:
        keys.unwrap((slot,), SECRET)
    assert "other programs" in said.value.advice


def test_a_wrong_passphrase_costs_one_guess_and_not_one_a_slot(
    monkeypatch: pytest.MonkeyPatch, data_key: bytes
) -> None:
    recovery = keys.new_recovery_key()
    slots = (
        keys.wrap("passphrase", SECRET, data_key, MADE),
        keys.wrap("recovery", recovery, data_key, MADE),
    )
    derived: list[bytes] = []
    derive = costs.derive

    def counted(secret: bytes, salt: bytes, cost: costs.Cost) -> bytes:
        derived.append(secret)
        return derive(secret, salt, cost)

    monkeypatch.setattr(costs, "derive", counted)
    with pytest.raises(WrongPassphraseError):
        keys.unwrap(slots, "another passphrase")
    assert len(derived) == 1


def test_a_recovery_key_read_with_digits_for_letters_still_opens(data_key: bytes) -> None:
    recovery = "OIBA-" + keys.new_recovery_key()[5:]
    slot = keys.wrap("recovery", recovery, data_key, MADE)
    assert keys.unwrap((slot,), "018a-" + recovery[5:]) == data_key


@pytest.mark.parametrize(
    "field",
    [{"memory": "much"}, {"rounds": True}, {"salt": "AA=="}, {"nonce": "no base64!"}, {"wrapped": ""}, {"name": "x"}],
)
def test_a_slot_that_somebody_made_up_is_damage_and_no_fault(
    tmp_path: Path, data_key: bytes, field: dict[str, object]
) -> None:
    slot = dataclasses.replace(keys.wrap("passphrase", SECRET, data_key, MADE), **field)  # type: ignore[arg-type]
    slot = dataclasses.replace(slot, check=slot.sum())
    (tmp_path / "k").write_bytes(keys.document((slot,)))
    with pytest.raises(DamagedError):
        keys.read(tmp_path / "k")


def test_when_a_slot_was_made_is_authenticated(data_key: bytes) -> None:
    slot = keys.wrap("passphrase", SECRET, data_key, MADE)
    with pytest.raises(WrongPassphraseError):
        keys.unwrap((dataclasses.replace(slot, made_at="2020-01-01T00:00:00.000Z"),), SECRET)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_key_file(tmp_path: Path, data_key: bytes) -> None:
    path = tmp_path / "k"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key, MADE),))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["k"]


def test_every_flipped_byte_of_a_key_file_is_noticed(tmp_path: Path, data_key: bytes) -> None:
    path = tmp_path / "k"
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key, MADE),))
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedError):
            keys.read(path)


def test_a_damaged_slot_does_not_keep_the_recovery_key_out_of_a_salvage(tmp_path: Path, data_key: bytes) -> None:
    path, recovery = tmp_path / "k", keys.new_recovery_key()
    keys.write(path, (keys.wrap("passphrase", SECRET, data_key, MADE), keys.wrap("recovery", recovery, data_key, MADE)))
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
