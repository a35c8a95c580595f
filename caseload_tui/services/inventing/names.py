"""Names that nobody bears: surnames that say they stand for something, places that are on no map."""

from typing import Final

SURNAMES: Final[tuple[str, ...]] = (
    "Sample", "Tester", "Fixture", "Specimen", "Example", "Placeholder", "Standin", "Mockup", "Template", "Outline",
    "Pattern", "Replica", "Notional", "Facsimile", "Prototype", "Diagram", "Imaginary", "Nominal", "Fictive",
    "Parable", "Allegory", "Dummyname", "Invented", "Supposed", "Anyname", "Pretend", "Makebelieve", "Hypothesis",
    "Blueprint", "Likeness", "Effigy", "Simulacrum", "Paradigm", "Exemplar", "Illustration", "Trialname",
    "Rehearsal", "Exercise", "Mannequin", "Figment",
)  # fmt: skip

FORENAMES: Final[tuple[str, ...]] = (
    "Alan", "Bo", "Cay", "Dee", "Ed", "Fay", "Gil", "Hal", "Ivy", "Jo", "Kit", "Lee", "Max", "Nia", "Ola", "Pat",
    "Quin", "Ray", "Sol", "Tam", "Uma", "Vic", "Wim", "Xan", "Yas", "Zed", "Abe", "Bea", "Cal", "Dot", "Eli", "Flo",
    "Gwen", "Huw", "Ina", "Jay", "Kim", "Lou", "Mo", "Ned", "Ora", "Per", "Rhys", "Sid", "Tia", "Una", "Val", "Win",
    "Ari", "Bryn", "Cyd", "Dai", "Esi", "Fin", "Gus", "Hope", "Ian", "Jan", "Ken", "Lia",
)  # fmt: skip

TEAMS: Final[tuple[str, ...]] = (
    "Northside", "Southside", "Riverside", "Hillside", "Eastway", "Westway", "Millside", "Lakeside", "Parkside",
    "Bridgeside",
)  # fmt: skip

NOTES: Final[tuple[str, ...]] = (
    "Talked about the week. Sleeping better, still no work.",
    "Housing form done together. Landlord to ring back.",
    "Came on time. Rent arrears letter brought in, copied to file.",
    "College going well. Wants an evening slot from next month.",
    "Bus was late; rang ahead. Session held in full.",
    "Went through the plan. First objective nearly done.",
    "Quiet today. Said things are hard at home, no details given.",
    "Met the new key worker. Three-way meeting next time.",
    "Asked about contact with the children; advice given.",
    "Job interview on Monday. Practised what to say about the sentence.",
    "Missed breakfast, food parcel given. Benefits start on Thursday.",
    "Talked through triggers. Walks away from rows now.",
    "Doctor's appointment booked. Medication changed last week.",
    "No change since last time. Next time at the office.",
    "Completed worksheet three. Two left.",
    "Said the hostel is noisy. Move-on list explained again.",
)  # fmt: skip

ABSENCE_NOTES: Final[tuple[str, ...]] = (
    "Did not come. No answer on the phone.",
    "Rang at 09:10, has flu. Note to follow. Asked to rebook.",
    "Called in from work, shift changed. Will bring the rota.",
    "Nobody came. Letter sent.",
)

PLACES: Final[tuple[str, ...]] = ("Anytown office", "Otherham office", "Somewhere library", "Nowhere hub")
AUTHORITIES: Final[tuple[str, ...]] = ("Anytown", "Otherham", "Somewhere", "Nowhere")
COURTS: Final[tuple[str, ...]] = ("Anytown Crown Court", "Otherham Magistrates", "Somewhere Magistrates")


def surname_of(n: int) -> str:
    """Return the surname of the n-th person or officer."""
    return SURNAMES[n % len(SURNAMES)]
