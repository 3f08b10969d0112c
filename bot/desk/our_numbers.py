"""The telephone numbers the desk itself shows: nobody's secret, and a name of an office for whoever quotes one."""

from __future__ import annotations

from bot.dialogue.phrases import Phrases
from bot.guard.ours import name_ours, telephone_numbers
from bot.rulebook.statements.lookup import Rulebook


class OurNumbers:
    """Those of contacts, answers and fixed sentences. `every`: as digits, for the guard."""

    def __init__(self, rulebook: Rulebook, phrases: Phrases) -> None:
        contacts = rulebook.rules.contacts.values()
        notes = [text for contact in contacts for text in (contact.phone, contact.note, contact.hours) if text]
        answers = [form for entry in rulebook.rules.entries for form in (entry.text, entry.easy)]
        self.every = telephone_numbers([*notes, *answers, phrases.everything()])
        self._names = {number: contact.name for contact in contacts for number in telephone_numbers([contact.phone])}

    def named(self, text: str) -> str:
        """`text` with an office's own number as its name, which is what the engine has learnt: 03-3908-1131は何時まで."""
        return name_ours(text, self._names)
