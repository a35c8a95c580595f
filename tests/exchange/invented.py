"""Random records of every table, with hostile texts, for the round trip.

Hypothesis draws the texts and a seed; which text, day or word stands in which field is then the seed's doing. So an
example is small, and a text that breaks something is found and made shorter.
"""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.domain.text import clean, clean_line
from caseload_tui.exchange.columns import Column, columns_of

PIECES = (
    *("=", "+", "-", "@", "\t", "\r", "'", "''=", '"', '""', ",", ";", " ", "#", "\n", "\r\n", "[red]"),
    *("é", "e\u0301", "ﬃ", "🙂", "Ŵ", "\x1b[2J", "\u202e", "\ufeff", "0", "1e5", "Y", "NULL"),
)
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=5).map("".join)
FIRST_DAY, DAYS = dt.date(1950, 1, 1), 40_000
PARENTS = {"cases": "crn", "sentences": "sentence_id", "contacts": "contact_id", "plans": "plan_id"}
MOST_ROWS = 3


@st.composite
def stores(draw: st.DrawFn) -> list[Any]:
    """Return records that may stand in one store together, at least one of every table."""
    texts = draw(st.lists(HOSTILE, min_size=1, max_size=8))
    return _Inventor(random.Random(draw(st.integers(0, 2**32))), texts).records()  # noqa: S311 - not a secret


@dataclass(frozen=True)
class _Inventor:
    chance: random.Random
    texts: Sequence[str]

    def records(self) -> list[Any]:
        made: list[Any] = []
        parents: dict[str, list[Any]] = {}
        for table in sorted(TABLES, key=lambda table: table.name not in PARENTS):
            rows = {
                table.key_of(row): row
                for row in (self._record(table, parents) for _ in range(self.chance.randint(1, MOST_ROWS)))
            }
            made += rows.values()
            if table.name in PARENTS:
                parents[PARENTS[table.name]] = [getattr(row, PARENTS[table.name]) for row in rows.values()]
        return made

    def _record(self, table: Table, parents: dict[str, list[Any]]) -> Any:  # noqa: ANN401 - of any table
        values = {column.field: self._value(column) for column in columns_of(table)}
        values |= {field: self.chance.choice(ids) for field, ids in parents.items() if field in values}
        return table.record(**(values | self._allowed(table)))

    def _value(self, column: Column) -> Any:  # noqa: ANN401 - of any kind
        if not column.required and self.chance.random() < 0.3:
            return None
        if column.words:
            return self.chance.choice(column.words)
        made = {
            "date": FIRST_DAY + dt.timedelta(self.chance.randrange(DAYS)),
            "yes_no": self.chance.random() < 0.5,
            "count": self.chance.randrange(10**9),
            "hours": self.chance.choice((37.0, 37.5, 0.0, round(self.chance.uniform(0, 99), 3))),
            "time": f"{self.chance.randrange(24):02}:{self.chance.randrange(60):02}",
        }
        if column.kind in made:
            return made[column.kind]
        text = "".join(self.chance.sample(self.texts, self.chance.randint(1, min(2, len(self.texts)))))
        if column.kind == "note":  # as services store it: made harmless, not blank
            return said if (said := clean(text)).strip() else "note"
        number = str(self.chance.randrange(100)) if column.required else ""
        return clean_line(clean_line(text + number)[:60]) or "text"

    def _allowed(self, table: Table) -> dict[str, Any]:
        """Return the fields that may not be just anything, because an import would refuse the row."""
        fixed: dict[str, Any] = {"sentence_id": None} if {"crn", "sentence_id"} <= set(table.fields) else {}
        if "to_on" in table.fields:
            fixed["to_on"] = None
        level = self.chance.choice((None, "1", "2", "3"))
        own: dict[str, dict[str, Any]] = {
            "cases": {
                "crn": f"X{self.chance.randrange(10**6):06}",
                "date_of_birth": self.chance.choice((None, dt.date(1990, 4, 3))),
                "mappa_level": level,
                "profile": self.chance.choice((None, "ps-ns2021")),
            },
            "case_profiles": {"profile": self.chance.choice(("ps-ns2021", "tr-crc-2016"))},
            "contacts": {"outcome_code": self.chance.choice((None, "UAAB", "RSSR"))},
            "reviews": {"of": "risk"},
            "registrations": {"level": level},
            "duty_to_refer": {"status": "submitted", "submitted_on": FIRST_DAY},
        }
        fixed |= own.get(table.name, {})
        if table.name == "sentences":
            fixed["sentence_id"] = f"s{self.chance.randrange(10**6)}"
        return fixed
