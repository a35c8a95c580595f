"""Text from outside never reaches the terminal as a control code, whichever widget shows it."""

import sys
from pathlib import Path

import pytest
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from caseload_tui.ui.terminal import UNSAFE, Gate, plain
from tests.ui.pty_run import Terminal

HOSTILE = {
    "clipboard": "\x1b]52;c;aGFja2Vk\x07",
    "title": "\x1b]0;pwned\x07",
    "erase": "\x1b[2J",
    "report": "\x1b[6n",
    "device": "\x1bP$q\x1b\\",
    "link": "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "c1": "\x9b31m\x9d0;x\x9c",
    "null": "a\x00b",
    "bidi": "\u202egnp\u202c\u2066x\u2069",
}

PROGRAM = """
import sys
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Label, Markdown, OptionList, Static, TextArea
from textual.content import Content
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.text import line
from caseload_tui.ui.widgets.lines import Bar, Heading, Sheet
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.paging import Few
from caseload_tui.ui.widgets.rows import Rows

bad = {payload!r}

class Shown(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static(Content(bad))
        yield Label(bad, markup=False)
        yield Input(bad)
        area = TextArea(bad)
        area.styles.height = 4
        yield area
        bar = Bar()
        bar.show(((bad, "foreground"),))
        yield bar
        rows = Rows((Column("", 60),), lambda row: (((row, "foreground"),),), str, has_header=False)
        rows.styles.height = 3
        yield rows
        sheet = Sheet()
        sheet.styles.height = 3
        sheet.show(lambda _: [((bad, "foreground"),), line(bad)])
        yield sheet
    def on_mount(self) -> None:
        self.query_one(Rows).set_source(Few([bad]))
        self.notify(bad, markup=False)
        self.set_timer(0.5, lambda: self.mount(Static("READY")))

class Probe(CaseloadApp):
    def get_default_screen(self):
        return Shown()

Probe().run()
"""


@pytest.mark.parametrize("name", ["all", "bidi"])
def test_no_widget_lets_a_control_code_out_of_a_real_terminal(name: str, tmp_path: Path) -> None:
    payload = "".join(HOSTILE.values()) if name == "all" else HOSTILE[name]
    program = tmp_path / "probe.py"
    program.write_text(PROGRAM.replace("{payload!r}", ascii("[red]NOTE[/" + payload)), "utf-8")
    terminal = Terminal([sys.executable, str(program)], env={"PYTHONPATH": str(Path(__file__).parents[2])})
    try:
        screen = terminal.until("READY")
        terminal.settle()
    finally:
        terminal.close()
    assert screen.count("[red]NOTE[/") >= 6  # the text itself is there, as text
    for part in HOSTILE.values():
        assert part.encode("utf-8", "surrogatepass") not in terminal.output
    for code in (
        b"\x1b]52",
        b"aGFja2Vk\x07",
        b"\x1b]0;",
        b"\x1b[6n",
        b"\x1bP",
        b"\x1b]8;",
        b"\x00",
        b"\xc2\x9b",
        "\u202e".encode(),
    ):
        assert code not in terminal.output, code


def test_the_gate_leaves_the_control_codes_of_textual_alone() -> None:
    control = Segment("\x1b[2K", None, [(ControlType.HOME,)])
    text = Segment("a\x1b[31mb", Style(bold=True))
    gated = Gate().apply([control, text], Color(0, 0, 0))
    assert gated[0] is control
    assert gated[1] == Segment("a[31mb", Style(bold=True))


def test_safe_text_passes_the_gate_untouched() -> None:
    segments = [Segment("SAMPLE, Zoë · √ ● – …"), Segment("日本語")]
    assert Gate().apply(segments, Color(0, 0, 0)) is segments


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_what_is_drawn_as_text_shows_that_something_was_there(payload: str) -> None:
    drawn = plain(f"a{payload}b")
    assert not UNSAFE.search(drawn)
    assert len(drawn) > 2
    assert plain(drawn) == drawn


def test_marks_heaped_on_a_letter_do_not_pass_the_gate() -> None:
    heap = Segment("o" + "\u0301\u0489" * 100 + "x")
    (gated,) = Gate().apply([heap], Color(0, 0, 0))
    assert gated.cell_length == heap.cell_length
    assert 3 < len(gated.text) < 12
