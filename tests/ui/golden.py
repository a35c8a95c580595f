"""Screens as text: what a person would read, row by row, compared with a file that stands in review."""

import html
import os
import re
from pathlib import Path
from typing import Any

from textual.app import App

GOLDEN = Path(__file__).parents[1] / "golden"
_CELL = 12.2
_TEXT = re.compile(r'<text[^>]* x="([\d.]+)"[^>]*clip-path="url\(#[^)]*-line-(\d+)\)"[^>]*>([^<]*)</text>')


def screen_text(app: App[Any]) -> str:
    """Return the screen as rows of text, from the picture that Textual makes of it."""
    rows: dict[int, str] = {}
    for x, row, words in _TEXT.findall(app.export_screenshot()):
        column = round(float(x) / _CELL)
        line = rows.get(int(row), "")
        rows[int(row)] = line.ljust(column) + html.unescape(words).replace("\xa0", " ")
    return "\n".join(rows.get(row, "").rstrip() for row in range(app.size.height)) + "\n"


def assert_golden(app: App[Any], name: str) -> None:
    """Compare the screen with tests/golden/NAME.txt; GOLDEN=write writes it anew."""
    path = GOLDEN / f"{name}.txt"
    shown = screen_text(app)
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")
