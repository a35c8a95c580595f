"""How long the screen may be left alone: what is accepted, what is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.errors import RefusedError
from caseload_tui.services import locking
from caseload_tui.services.session import Session
from tests.ui.team import team


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with team(tmp_path) as opened:
        yield opened


def test_ten_minutes_until_somebody_says_otherwise(session: Session) -> None:
    assert locking.minutes(session.store) == 10
    assert locking.set_minutes(session, "5") == 5
    assert locking.minutes(session.store) == 5


@pytest.mark.parametrize("typed", ["0", "61", "", "-1", "ten", "1.5", "\u0661", "9" * 5000])
def test_a_time_that_is_none_is_refused_with_what_is_accepted(session: Session, typed: str) -> None:
    with pytest.raises(RefusedError) as refused:
        locking.set_minutes(session, typed)
    assert refused.value.problems[0].accepted == "1 to 60 minutes"
    assert locking.minutes(session.store) == 10
