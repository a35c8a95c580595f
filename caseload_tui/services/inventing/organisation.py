"""Invented teams and officers, and how many people each officer holds."""

from dataclasses import dataclass

from caseload_tui.domain import records as r
from caseload_tui.services.inventing.chance import Chance
from caseload_tui.services.inventing.names import FORENAMES, TEAMS, surname_of

OFFICERS_A_TEAM = 10
TEAMS_A_UNIT = 5
_LARGEST_FIRST = 47
_UNITS_A_COUNTRY = 8
_FEWEST, _MOST = 28, 54
"""Published mean about 36 cases an officer with a tail past 50; the spread is a guess."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Teams, officers, and for each officer the people held: person n belongs to `holder[n]`."""

    teams: tuple[r.Team, ...]
    officers: tuple[r.Officer, ...]
    holders: tuple[int, ...]
    """Number of the last person (exclusive) of each officer in turn."""

    def officer_of(self, person: int) -> r.Officer:
        """Return who holds the person with this number."""
        from bisect import bisect_right

        return self.officers[bisect_right(self.holders, person)]


def organise(people: int, seed: int) -> Organisation:
    """Return as many officers and teams as that many people need."""
    chance = Chance(seed, "organisation")
    holders: list[int] = [min(people, _LARGEST_FIRST)]
    while holders[-1] < people:
        holders.append(min(people, holders[-1] + chance.between(_FEWEST, _MOST)))
    officers, teams = [], []
    for n in range(len(holders)):
        team = n // OFFICERS_A_TEAM
        if n % OFFICERS_A_TEAM == 0:
            teams.append(_team(team))
        officers.append(_officer(n, teams[team].team_code, chance))
    return Organisation(tuple(teams), tuple(officers), tuple(holders))


def _team(n: int) -> r.Team:
    unit = n // TEAMS_A_UNIT
    name = TEAMS[n % len(TEAMS)]
    return r.Team(
        team_code=f"N{n // 26 + 1:02d}{chr(65 + n % 26)}",
        name=name if n < len(TEAMS) else f"{name} {n // len(TEAMS) + 1}",
        pdu=f"Invented unit {unit + 1}",
        region="Invented region",
        provider="Invented provider",
        owner="Invented owner",
        pcc_area=f"Invented area {unit % 4 + 1}",
        nation="Wales" if unit % _UNITS_A_COUNTRY == _UNITS_A_COUNTRY - 1 else "England",
    )


def _officer(n: int, team_code: str, chance: Chance) -> r.Officer:
    forename = FORENAMES[(n * 7 + 17) % len(FORENAMES)]
    return r.Officer(
        officer_code=f"{team_code}{n % OFFICERS_A_TEAM + 1:03d}",
        name=f"{forename[0]}. {surname_of(n + 4).upper()}",
        grade="PO" if chance.happens(0.6) else "PSO",
        role="practitioner",
        team_code=team_code,
        contracted_hours=37.0 if chance.happens(0.7) else 22.5,
    )
