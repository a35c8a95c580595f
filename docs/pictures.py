"""Draw the pictures of the pages from the real program: `make pictures`. The day is fixed, so they stay the same."""

import asyncio
import datetime as dt
import os
import re
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"

from caseload_tui.services.demo import demo
from caseload_tui.ui.app import CaseloadApp

HERE = Path(__file__).parent / "pictures"
MOMENT = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC)
PEOPLE, SEED = 60, 17
SIZE = (120, 36)

# Name of the picture, and the keys that lead there from the screen before.
PICTURES = (
    ("today", ()),
    ("caseload", ("2",)),
    ("why", ("w",)),
    ("record", ("escape", "c", *"of at 14 housing form done; of tue 10".replace(" ", "\0"))),
)


CELL = 12.2
"""Width of a cell in the picture."""


def tidy(svg: str) -> str:
    """Return the picture without fonts from elsewhere, which would call out, and with every word at its own cell.

    Some readers drop the blanks at the start of a piece of text and pull the rest to the left.
    """
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<text [^>]*?\bx=")([\d.]+)("[^>]*?textLength=")([\d.]+)("[^>]*>)((?:&#160;)+)', _moved, svg)
    return re.sub(r"[ \t]+\n", "\n", svg)


def _moved(found: re.Match[str]) -> str:
    before, x, between, length, after, blanks = found.groups()
    gap = CELL * blanks.count("&#160;")
    return f"{before}{float(x) + gap:g}{between}{max(float(length) - gap, 0):g}{after}"


async def draw() -> None:
    """Press the keys and save the pictures."""
    with demo(PEOPLE, SEED, now=lambda: MOMENT) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=SIZE) as pilot:
            for name, keys in PICTURES:
                await pilot.press(*("space" if key == "\0" else key for key in keys))
                await pilot.app.workers.wait_for_complete()
                await pilot.pause()
                (HERE / f"{name}.svg").write_text(tidy(app.export_screenshot(title="caseload")), encoding="utf-8")


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    asyncio.run(draw())
