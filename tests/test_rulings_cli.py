"""The cases of fixtures/rulings through the real program: imported from CSV, explained as JSON."""

import csv
import dataclasses
import datetime as dt
import json
from collections import defaultdict
from pathlib import Path

import pytest

from caseload_tui.cli import main
from caseload_tui.cli.out import document
from caseload_tui.services.casefile import explain
from caseload_tui.services.documents import obligations_document
from caseload_tui.services.opening import unlock
from caseload_tui.standards.load import find
from tests.rulings import FOLDERS, Json, compare, days

Question = tuple[str, str | None, str | None]
"""A day, a profile or none, and a day of knowledge or none: what one call of `explain` answers."""


def merged(into: Path) -> None:
    """Write the tables of all cases as one folder, so that one store holds them all."""
    tables: dict[str, list[dict[str, str]]] = defaultdict(list)
    for folder in FOLDERS:
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as lines:
                tables[path.name] += [row for row in csv.DictReader(lines) if row not in tables[path.name]]
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (into / name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def crn_of(folder: Path) -> str:
    """Return whom a folder is about."""
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as lines:
        return next(csv.DictReader(lines))["crn"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the arguments that open an encrypted store with every case in it."""
    home = tmp_path_factory.mktemp("rulings")
    passphrase, folder = home / "passphrase", home / "folder"
    passphrase.write_text("several invented words for a test\n", encoding="utf-8")
    folder.mkdir()
    merged(folder)
    where = ["--store", str(home / "rulings.db"), "--passphrase-file", str(passphrase)]
    assert main(["init", "--no-recovery", *where]) == 0
    assert main(["import", str(folder), *where]) == 0
    return where


def asked(folder: Path, day: Json) -> Question:
    """Return the question that a day of a case answers."""
    profile = day["profile"]
    if profile is not None and profile.endswith(".toml"):
        profile = str(folder / profile)
    return day["as_of"], profile, day.get("as_known")


def test_an_encrypted_store_explains_what_was_worked_out_by_hand(
    store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, passphrase = Path(store[1]), Path(store[3]).read_text(encoding="utf-8").strip()
    session = unlock(path, passphrase)
    for folder, day in days():
        as_of, profile, as_known = asked(folder, day)
        looking = dataclasses.replace(
            session,
            as_of=dt.date.fromisoformat(as_of),
            as_known=dt.date.fromisoformat(as_known) if as_known else None,
            profile=find(profile, session.store.shelf) if profile else None,
        )
        explained = explain(looking, crn_of(folder))
        facts = looking.facts(explained.crn, notes=False)
        duties = ((facts, duty.assessed, duty.trace) for duty in explained.duties)
        capsys.readouterr()
        document(obligations_document(looking, duties, not_applicable=explained.not_applicable))
        answer = json.loads(capsys.readouterr().out)
        compare(day, answer["obligations"], answer["not_applicable"])
    session.store.close()


@pytest.mark.parametrize(
    "question",
    [
        ("2026-01-13", "ps-ns2021", None),
        ("2026-01-20", "ps-ns2021", "2026-01-20"),
        ("2021-07-01", None, None),
        ("2026-01-31", str(FOLDERS[0].parent / "23-quota-of-two/profile.toml"), None),
    ],
    ids=["a day", "as known", "own profiles", "a file"],
)
def test_the_command_explains_everyone(
    store: list[str], capsys: pytest.CaptureFixture[str], question: Question
) -> None:
    as_of, profile, as_known = question
    arguments = ["explain", "--all", "--format", "json", "--as-of", as_of, *store]
    arguments += ["--profile", profile] if profile else []
    arguments += ["--as-known", as_known] if as_known else []
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["as_of"], answer["as_known"]) == (as_of, as_known)
    cases = [(crn_of(folder), day) for folder, day in days() if asked(folder, day) == question]
    assert cases
    for crn, day in cases:
        compare(
            day,
            [one for one in answer["obligations"] if one["crn"] == crn],
            [one for one in answer["not_applicable"] if one["crn"] == crn],
        )
