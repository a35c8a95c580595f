"""Keys act in the order they were pressed: what is typed ahead waits for the dialog that the key before it opens.

Textual hands each key on at once: the letters after `c` would reach the list, or nobody, before the dialog has come.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import App
from textual.keys import key_to_character
from textual.message import Message

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.timer import Timer

_LONGEST: Final = 0.5
"""Seconds after which it is asked whether word of a key can still come: its widget may have gone with its screen."""

_MOST_WAITS: Final = 10
"""How often that is asked in vain; a slow disk may need a while, a fault must not lock up the keys."""

_ESC_AND: Final = "alt+"

_AGAIN: Final = 0.005

_LAPS: Final = 2
"""The key itself, and what the widget told the others because of it (a field that it was changed or entered)."""


class KeyDone(Message):
    """Follows a key on its way through the widgets: where it arrives, the key has been dealt with."""

    def __init__(self, number: int, lap: int = 1) -> None:
        """Say which key it was."""
        super().__init__()
        self.number = number
        self.lap = lap


class KeysInOrder(App[int]):
    """Lets a key out when the one before it has been dealt with, and the screen it brought is there."""

    def __init__(self) -> None:
        """Begin with no key under way."""
        super().__init__()
        self._ahead: deque[events.Key | events.Paste] = deque()
        self._under_way: Timer | None = None
        self._with: DOMNode = self
        self._waits = 0
        self._number = 0
        self._hears_from = 0.0

    def forget_keys(self) -> None:
        """Drop what was typed up to now: it was meant for a screen that nobody had seen yet."""
        self._ahead.clear()
        self._hears_from = Message().time

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is under way; esc and a key right after it arrive as one, and are two."""
        if isinstance(event, events.Key) and event.key.startswith(_ESC_AND) and not event.is_forwarded:
            name = event.key.removeprefix(_ESC_AND)
            for key in (events.Key("escape", None), events.Key(name, key_to_character(name))):
                key.time = event.time
                await self.on_event(key)
            return
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif event.time < self._hears_from:
            pass
        elif self._under_way is not None:
            self._ahead.append(event)
        else:
            await self._let_out(event)

    async def _let_out(self, event: events.Key | events.Paste) -> None:
        self._number += 1
        self._waits = 0
        self._under_way = self.set_interval(_LONGEST, self._late)
        await super().on_event(event)
        self._follow(KeyDone(self._number))

    def _follow(self, done: KeyDone) -> None:
        self._with = self.focused or self.screen
        self._with.post_message(done)

    async def on_key_done(self, event: KeyDone) -> None:
        """Go on to the next key, as soon as the screen that this one brought can take it."""
        if event.number != self._number or self._under_way is None:
            return
        if event.lap < _LAPS:
            self._follow(KeyDone(event.number, event.lap + 1))
        elif self._can_take_keys():
            await self._next()
        else:
            self.set_timer(_AGAIN, lambda: self.post_message(KeyDone(event.number, _LAPS)))

    def _can_take_keys(self) -> bool:
        """Return whether the screen in front is there, with the field that keys go to."""
        screen = self.screen
        return screen.is_mounted and (screen.focused is not None or not screen.focus_chain)

    async def _late(self) -> None:
        """Go on without word of the key where it was lost; before its screen is there the next keys would be lost."""
        self._waits += 1
        if self._waits > _MOST_WAITS or (not self._with.is_running and self._can_take_keys()):
            await self._next()

    async def _next(self) -> None:
        if self._under_way is not None:
            self._under_way.stop()
            self._under_way = None
        if self._ahead:
            await self._let_out(self._ahead.popleft())
