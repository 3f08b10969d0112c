"""Deadlines as parts: to read, in easy Japanese, and to be heard. The reckoning stands below the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.dialogue.phrases import Phrases
from bot.dialogue.reply import Part
from bot.rulebook.deadlines.model import Deadline

_END: Final = "。"  # of a Japanese sentence; English names papers in Japanese letters, but ends no sentence so


class DeadlineWords:
    """Makes the parts of deadlines from the templates of phrases.yml (deadline)."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._lines = phrases.names("deadline")

    def _line(self, key: str, **values: object) -> str:
        return self._lines[key].format(**values)

    def _owner(self, whose: str, form: str = "") -> str:
        return self._line(f"owner{form}", whose=whose) if whose else ""

    def safe(self, day: date) -> str:
        """Until when it is safe to go to the office."""
        return self._line("safe", day=self._phrases.day(day))

    def head(self, one: Deadline, whose: str) -> str:
        """The headline: whose, what, until when, how many days are left."""
        named = {"owner": self._owner(whose), "name": self._name(one)}
        if one.due is None:
            return self._line(
                "head_opens" if one.opens else "head_bare", opens=one.opens and self._phrases.day(one.opens), **named
            )
        if one.opens and one.state == "not_yet":
            return self._line("head_both", opens=self._phrases.day(one.opens), due=self._phrases.day(one.due), **named)
        return self._line("head", due=self._phrases.day(one.due), left=self._left(one), **named)

    def _left(self, one: Deadline) -> str:
        if one.days_left is None:
            return ""
        key = "left_over" if one.days_left < 0 else "left" if one.days_left else "left_today"
        return self._line(key, days=abs(one.days_left))

    def counted(self, one: Deadline) -> list[str]:
        """How it was counted."""
        if self._phrases.english:  # the rules explain themselves in Japanese
            return []
        return [self._line("counted"), *(self._line("step", step=step) for step in one.derivation)]

    def _name(self, one: Deadline) -> str:
        return self._phrases.name("deadlines", one.id, one.name)

    def _to_do(self, one: Deadline) -> list[str]:
        """What happens otherwise, what to do, and what else is to be known."""
        if not self._phrases.english:
            return [one.consequence, one.action, *one.notes]
        return [self._phrases.name("over" if one.state == "over" else "to_do", one.id, "")]

    def in_english(self, lines: Sequence[str], shown: Sequence[Deadline], whose: str) -> list[str]:
        """The lines said in English; for those that the rules say in Japanese, the deadlines themselves."""
        english = [one for one in lines if one and _END not in one]
        heads = {self.head(one, whose) for one in shown}
        told = [line for one in shown for line in self.full(one, whose).split("\n")]
        return [*(one for one in english if one not in heads and one not in told), *told]

    def full(self, one: Deadline, whose: str = "") -> str:
        """The answer first, then what to do, what happens otherwise, and how it was counted."""
        safe = [self.safe(one.recommended_by)] if one.recommended_by else []
        lines = [self.head(one, whose), *safe, *self._to_do(one), *self.counted(one)]
        return "\n".join(line for line in lines if line)

    def short(self, one: Deadline, whose: str = "") -> str:
        """One or two lines, for a list."""
        safe = [self._line("safe_in_list", day=self._phrases.day(one.recommended_by))] if one.recommended_by else []
        return "\n".join([self.head(one, whose), *safe])

    def easy(self, one: Deadline, whose: str = "") -> str:
        """Easy Japanese: the day, then what to do."""
        if self._phrases.english:
            return self.full(one, whose)
        named = {"owner": self._owner(whose, "_easy"), "name": self._name(one)}
        if one.due is None:
            return self._line("easy_open", action=one.action, **named)
        if one.state == "over":
            said = self._line("easy_over", due=self._phrases.spoken(one.due), **named)
        else:
            said = self._line("easy", day=self._phrases.spoken(one.recommended_by or one.due), **named)
            said += self._line("easy_last", due=self._phrases.spoken(one.due)) if one.recommended_by else ""
        return f"{said}\n{one.action}"

    def speech(self, deadlines: Sequence[Deadline], whose: str = "") -> str:
        """To be heard: at most three, no brackets, no reckoning."""
        said: list[str] = []
        for one in deadlines[:3]:
            named = {"owner": self._owner(whose, "_speech"), "name": self._name(one)}
            key = "speech_open" if one.due is None else "speech_over" if one.state == "over" else "speech"
            said.append(self._line(key, due=one.due and self._phrases.spoken(one.due), **named))
            if one.recommended_by and one.due and one.state != "over":
                said.append(self._line("speech_safe", day=self._phrases.spoken(one.recommended_by)))
        return "".join(said)

    def part(self, deadlines: Sequence[Deadline], whose: str = "") -> Part:
        """Deadlines of one person: the nearest in full, the others short."""
        first, *rest = deadlines
        text = "\n".join([self.full(first, whose), *(self.short(one, whose) for one in rest)])
        easy = "\n".join(self.easy(one, whose) for one in deadlines[:3])
        return Part("deadline", text, easy, self.speech(deadlines, whose))
