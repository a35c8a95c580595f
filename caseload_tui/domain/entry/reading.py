"""Reading a contact line: word by word, left to right, each word tried as a keyword, a day, a time, a code.

The first word that is none of these begins the note. A word that could be two things, or that says a thing twice, is
a problem with the ways out; it is never guessed and never quietly made part of the note.
"""

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.days import ACCEPTED_DAYS, ACCEPTED_TIMES, NoSuchDayError, read_day, read_span, read_time
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry import vocabulary as v
from caseload_tui.domain.entry.descriptions import matching, name_of
from caseload_tui.domain.entry.parts import Entry, Part
from caseload_tui.domain.entry.scanner import QUOTE_IT, QUOTED_VALUE, WORD, Scanner, unquoted
from caseload_tui.errors import Problem

MOST_REPEATS: Final = 52
"""Appointments that one line may book; more is a slip of the finger."""

CLOCK_FACE: Final = re.compile(r"\d{1,2}:\d{2}", re.ASCII)
"""What is meant as a time, so that a slip in it is refused and swallows no word after it."""

CODE: Final = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w./-]+|[A-Z][A-Z._/-]+")
"""What is a code without quotes: letters with digits, or capitals; so `for 3 weeks` begins a note."""

_MOST_NAMED: Final = 8
_TIMES = re.compile(r"x(\d{1,3})", re.ASCII)


def parse(line: str, *, today: dt.date) -> Entry:
    """Return what a line says so far, with its words and what is not understood. Never raises."""
    reader = Reader(line, today)
    reader.read()
    return reader.entry()


class Reader(Scanner):
    """Goes through a line once and takes each word as what it says."""

    def read(self) -> None:
        """Read the whole line."""
        while (start := self.next_word_at()) is not None:
            sign = self.line[start]
            if sign == ";":
                self.begin_booking(start)
            elif sign == '"':
                self.note(start)
            else:
                found = WORD.match(self.line, start)
                if found is None or not self._take(start, found[0]):
                    self.note(start)

    def entry(self) -> Entry:
        """Return what has been read."""
        contact, *bookings = self.parts
        booked = [each for part in bookings if part.has_words for each in self._repeated(part)]
        draft = EntryDraft(
            contact=contact.draft(self.today) if contact.has_words else None,
            bookings=tuple(booked),
            people=tuple(self.people),
        )
        return Entry(draft, tuple(self.tokens), tuple(self.problems))

    # One word

    def _take(self, start: int, typed: str) -> bool:
        """Take a word as what it says; False when it can only begin the note."""
        end, word = start + len(typed), typed.lower()
        self.at = end
        if typed[0] == "@":
            return self._person(start, typed)
        if typed[0] == "/" and len(typed) > 1:
            return self._description(start, end)
        if word in v.TYPED:
            take = self._at if word == v.AT and self._is_before_a_time() else self._keyword
            return take(start, end, v.TYPED[word])
        if self.part.is_booking and word == v.FILLER and not self.part.has_words:
            return self.put(start, end, "filler", word)
        if word == v.REPEAT:
            return self._repeat(start, end)
        return self._when(start, end, word) or self._national(start, end, typed) or self._begun(start, end, word)

    def _person(self, start: int, typed: str) -> bool:
        if any(token.kind != "person" for token in self.tokens):
            return self.trouble(start, start + len(typed), "a person is named at the start of the line", QUOTE_IT)
        name, end = typed[1:], start + len(typed)
        if not name and (found := QUOTED_VALUE.match(self.line, end)) and found.start(1) == end + 1:
            name, end = unquoted(found[1]), found.end()
        if not name:
            return self.trouble(start, end, "name a person", "@name or @CRN")
        self.people.append(name)
        return self.put(start, end, "person", name)

    def _when(self, start: int, end: int, word: str) -> bool:
        return self._day(start, end, word) or self._time(start, end, word)

    def _day(self, start: int, end: int, word: str) -> bool:
        if self.part.date is not None and not self.is_saying_when:
            return False
        try:
            date = read_day(word, self.today, ahead=self.part.is_booking)
        except NoSuchDayError as error:
            return self.trouble(start, end, str(error), ACCEPTED_DAYS)
        if date is None:
            return False
        if self.part.date is not None:
            return self.again(start, end, "the day")
        self.part.date = date
        return self.put(start, end, "when", date.isoformat())

    def _time(self, start: int, end: int, word: str) -> bool:
        times = read_time(word)
        if self.part.times is not None:
            return times is not None and self.is_saying_when and self.again(start, end, "the time")
        if times:
            self.part.times = times
            return self.put(start, end, "time", "-".join(time for time in times if time))
        if CLOCK_FACE.fullmatch(word):
            return self.trouble(start, end, "there is no such time", ACCEPTED_TIMES)
        return False

    def _national(self, start: int, end: int, typed: str) -> bool:
        """Take a national code. After a word of WHAT only capitals are one, since a note may begin with `roc`."""
        code = typed.upper()
        if code in codes.contact_types() and self.part.code is None and (self.part.what is None or typed == code):
            return self._type(start, end, code)
        has_room = not (self.part.outcome or self.part.is_attempt or self.part.is_booking)
        if code in codes.outcomes() and has_room:
            self.part.outcome = code
            return self.put(start, end, "outcome", code)
        return False

    def _type(self, start: int, end: int, code: str) -> bool:
        if self.part.is_booking and not codes.contact_types()[code].appointment:
            return self.trouble(start, end, "cannot be booked, it is no appointment", v.WHAT_WORDS)
        self.part.code = code
        return self.put(start, end, "what", code)

    def _description(self, start: int, end: int) -> bool:
        """Take `/` and words of a description: as many words as it needs to be clear."""
        if self.part.code is not None:
            return self.trouble(start, end, "the type is said twice", QUOTE_IT)
        words = [self.line[start + 1 : end]]
        found = matching(words)
        while len(found) > 1 and (following := self.peek()) and following[0].lower() not in v.TYPED:
            narrower = matching([*words, following[0]])
            if not narrower:
                break
            words, found = [*words, following[0]], narrower
            self.at = end = following.end()
        if len(found) == 1:
            return self._type(start, end, found[0])
        why = "which of these?" if found else "no description of a type has these words"
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        named = ", ".join(name_of(code) for code in found[:_MOST_NAMED]) + more
        return self.trouble(start, end, why, named or v.WHAT_WORDS)

    def _begun(self, start: int, end: int, word: str) -> bool:
        """Take the beginning of a keyword that still has a place, when it begins only one."""
        open_ones = [each for each in v.begun_by(word) if self.part.takes(each)]
        if self.part.what is None:
            open_ones = [each for each in open_ones if each.slot != "direction"]
        if len(open_ones) == 1:
            return self._keyword(start, end, open_ones[0])
        if not open_ones:
            return False
        choices = " or ".join(each.word for each in open_ones)
        return self.trouble(start, end, f"{choices}?", f"{choices}; {QUOTE_IT}")

    def _is_before_a_time(self) -> bool:
        """Return whether a time comes next; of a contact whatever begins like one (`at 14, with his mother`)."""
        following = None if self.part.times else self.peek()
        if following is None:
            return False
        word = following[0].lower()
        if self.part.is_booking:
            return read_time(word) is not None
        try:
            return word[0].isdigit() and read_day(word, self.today) is None
        except NoSuchDayError:
            return False

    def _at(self, start: int, end: int, keyword: v.Keyword) -> bool:
        """Take `at` before a time: of a contact it may be the outcome or the little word, and is not guessed."""
        self.at = end
        if self.part.is_booking:
            return self.put(start, end, "filler", v.AT)
        following = self.peek()
        time = following[0] if following and read_time(following[0].lower()) else "14"
        ways = f'"{time} at" for {keyword.gives} at that time, "{time}" for the time with no outcome yet'
        return self.trouble(start, end, "attended, or the time?", ways)

    # Keywords

    def _keyword(self, start: int, end: int, keyword: v.Keyword) -> bool:
        part = self.part
        if keyword.slot == "named":
            return part.takes(keyword) and self._named(start, end, keyword.word)
        if keyword.word in v.SECOND_WORDS:
            return self._two_words(start, end, keyword)
        if not part.takes(keyword):
            return keyword.slot in ("what", "outcome") and self._twice(start, end, keyword)
        if keyword.slot == "what":
            return self._what(start, end, keyword.word)
        if keyword.slot == "direction":
            part.direction = "in" if keyword.word == "in" else "out"
            return self.put(start, end, "direction", keyword.word)
        if keyword.word == v.NO_REPLY:
            part.is_attempt = True
        elif keyword.slot == "outcome":
            part.outcome = v.OUTCOMES[keyword.word]
        else:
            part.flags.add(keyword.word)
        return self.put(start, end, "outcome" if keyword.slot == "outcome" else "flag", keyword.word)

    def _what(self, start: int, end: int, word: str) -> bool:
        what = v.WHATS[word]
        if self.part.direction and not what.into:
            self.trouble(start, end, "has no in and out", "phone, text, email, letter, third")
            return True
        if self.part.is_booking and self.part.code is None:
            code = what.type_for(self.part.direction, is_planned=True)
            if not codes.contact_types()[code].appointment:
                return self.trouble(start, end, "cannot be booked, it is no appointment", "office, home, phone, video")
        self.part.what = word
        return self.put(start, end, "what", word)

    def _twice(self, start: int, end: int, keyword: v.Keyword) -> bool:
        if keyword.slot == "outcome" and self.part.is_booking:
            return self.trouble(start, end, "an appointment ahead has no outcome yet", QUOTE_IT)
        return self.again(start, end, "the outcome" if keyword.slot == "outcome" else "what took place")

    def _two_words(self, start: int, end: int, keyword: v.Keyword) -> bool:
        """Take `acceptable medical` or `moved us`; where there is no place for it, `moved house` begins a note."""
        seconds = v.SECOND_WORDS[keyword.word]
        following = self.peek()
        typed = following[0].lower() if following else ""
        if not self.part.takes(keyword):
            return typed in seconds and self._twice(start, end, keyword)
        shortest = v.SHORTEST_SECOND[keyword.word]
        chosen = [word for word in seconds if len(typed) >= min(shortest, len(word)) and word.startswith(typed)]
        if following is None or len(chosen) != 1:
            accepted = " or ".join(chosen or seconds)
            return self.trouble(start, end, f"{keyword.word} needs one word more", f"{accepted}; or {QUOTE_IT}")
        self.part.outcome = seconds[chosen[0]]
        return self.put(start, following.end(), "outcome", f"{keyword.word} {chosen[0]}")

    def _named(self, start: int, end: int, word: str) -> bool:
        """Take `with CODE`, `for SENTENCE`, `place "..."`; `with his mother` begins a note, since that is no code."""
        found = QUOTED_VALUE.match(self.line, end)
        text = unquoted(found[1]) if found else ""
        if found and text and (word == v.PLACE or not re.search(r"\s", text)):
            self.part.named[word] = text
            return self.put(start, found.end(), "flag", word)
        following = self.peek()
        if following is None or word == v.PLACE or not CODE.fullmatch(following[0]):
            return False
        self.part.named[word] = following[0]
        return self.put(start, following.end(), "flag", word)

    # Repeats

    def _repeat(self, start: int, end: int) -> bool:
        """Take `every 2w x6`."""
        following = self.peek()
        span = read_span(following[0]) if following else None
        if self.part.repeat or following is None or span is None:
            return False
        self.at = end = following.end()
        if not self.part.is_booking:
            return self.trouble(start, end, "only a booking repeats", f'"; office tue every 2w x6"; or {QUOTE_IT}')
        counted = self.peek()
        times = _TIMES.fullmatch(counted[0]) if counted else None
        if counted is None or times is None:
            return self.trouble(start, end, "say how many appointments", "every 2w x6")
        number, end = int(times[1]), counted.end()
        if not (1 <= number <= MOST_REPEATS and span.number):
            return self.trouble(start, end, "cannot be repeated like this", f"every 2w x6, up to x{MOST_REPEATS}")
        self.part.repeat = (span, number, start)
        return self.put(start, end, "repeat", f"every {span.words}, {number} times")

    def _repeated(self, part: Part) -> list[ContactDraft]:
        """Return the booking, or all of them when it repeats."""
        first = part.draft(self.today)
        if part.repeat is None:
            return [first]
        span, number, start = part.repeat
        why, accepted = "a repeat needs its first day", "tue, 13/11, +1w"
        try:
            if first.date is not None:
                return [replace(first, date=span.after(first.date, n)) for n in range(number)]
        except NoSuchDayError as error:
            why, accepted = str(error), "fewer, or closer together"
        self.problems.append(Problem(why, accepted, column=f"column {start + 1}", value=v.REPEAT))
        return [first]
