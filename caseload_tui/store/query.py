"""A question to the lists while its SQL is written: the day, the parameters, and what is seen of the ledger then."""

# ruff: noqa: S608 - this module builds SQL from its own words; what people type is always a parameter.

import datetime as dt
import json
from dataclasses import dataclass, field

from caseload_tui.domain.values import Value
from caseload_tui.store import sight


@dataclass
class Query:
    """A condition over `cases c` while it is compiled, with its parameters; `is_now`: no fact is later than the day."""

    day: dt.date
    is_now: bool
    parameters: dict[str, object] = field(default_factory=dict)

    def hold(self, value: object) -> str:
        """Keep a value as a parameter; returns how SQL names it."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def among(self, values: tuple[str, ...]) -> str:
        """Keep several values as one parameter; returns what follows the column."""
        return f"IN (SELECT value FROM json_each({self.hold(json.dumps(values))}))"

    def between(self, expression: str, value: Value) -> str:
        """Return the condition that a day lies in the value's range."""
        parts = [f"{expression} >= {self.hold(value.low.isoformat())}"] if value.low else []
        if value.high:
            parts.append(f"{expression} <= {self.hold(value.high.isoformat())}")
        return " AND ".join(parts) or f"{expression} IS NOT NULL"


def query_on(day: dt.date, *, is_now: bool) -> Query:
    """Return a query with the parameters that every expression of `sight` may use."""
    return Query(day, is_now, sight.parameters(day))


def live(query: Query) -> str:
    """Return the condition that ledger row `l` is seen on the day."""
    hint = "l.settled = 0 AND " if query.is_now else ""
    return f"{hint}l.from_on <= :day AND l.to_on > :day"
