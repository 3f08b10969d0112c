"""Whose thing a message is about, and who acts on it: questions and acts about another person. Pure.

Refused is what could harm the person spoken of: reading, finding, stopping, lifting, taking over, and every inference
about them: by lists (words/whose.yml, words/others.yml), and by a learned model that hears the direction in words no list
holds. Not refused are the person concerned, in whichever direction the question runs (「夫が調べたら見えますか」), whoever asks
that somebody is NOT told (「夫に住所を教えないで」, words/hiding.yml), and people who care for somebody (「母の更新に代わりに
行ける?」). Words of stealth or control outweigh these.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from bot.reading.marks import Said, load_marks
from bot.reading.risk_model import OTHERS, SAYS_SOMETHING, every_part, names_somebody, shipped_model
from bot.text import split_sentences

LEAST: Final = 0.25  # what the model must be above its limit at all
SURE: Final = 1.7  # what the model must be above its limit to outweigh words of care or of the person concerned


class Whose:
    """A message (normalised) looked at once; what is not asked is not worked out."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self._found = load_marks("whose").found(said).keys()
        hiding = load_marks("hiding")
        # hiding: is afraid of being found; private: keeps something of theirs from others
        hides = frozenset(hiding[name].kind for name in hiding.found(said))
        self.hides = hides if "theirs" not in hides else frozenset()
        self.looked_at = bool(self.hides) or "concerned" in self._found  # it is the writer's things that are looked at
        self.insists = "insists" in self._found  # presses on after a refusal ("just yes or no")

    @cached_property
    def stealth(self) -> bool:
        """True for what is refused whoever asks, also when the writer is the one in danger."""
        if "suffers" in self._found and "demands" not in self._found:
            return False
        hidden = "stealth" in self._found and not self.looked_at
        return "always" in self._kinds or (hidden and any(map(_by_stealth, split_sentences(self.said.text))))

    @cached_property
    def refused(self) -> bool:
        """True when it asks for, infers, or would act on something of another person that is not to be told."""
        if self.stealth or ("refuse" in self._kinds and not self.looked_at):
            return True
        if self.hides or "suffers" in self._found:
            return False
        doubtful = self.looked_at or self._cares
        return self._learned > SURE if doubtful else "harm" in self._kinds or self._learned > LEAST

    @property
    def doubted(self) -> bool:
        """True when only lists have it that it asks for something of another person."""
        always = "always" in self._kinds and not self.looked_at
        return self.refused and self._learned <= 0 and "harm" not in self._kinds and not always

    @property
    def harmless(self) -> bool:
        """True when it is surely from the person concerned or from somebody who cares, whatever the classifier made of it."""
        cares = self._cares and "person" in self._found and "reveal" not in self._found
        return (self.looked_at or cares) and not self.refused

    @property
    def leans(self) -> bool:
        """True for a loose message after a refusal that still means the other person: 「制限は?」「じゃあ解除の方法は?」."""
        return "leans" in self._found and "myself" not in self._found and not self._lost

    @cached_property
    def parts(self) -> list[frozenset[str]]:
        """What the learned models know it by."""
        return every_part(self.said)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        whose, said = load_marks("whose"), self.said
        lists = map(load_marks, ("others", "seeks"))
        asked = frozenset(marks[name].kind for marks in lists for name in marks.found(said))
        return asked.union(whose[name].kind for name in self._found)

    @cached_property
    def _lost(self) -> bool:
        return bool(load_marks("marks")["lost"].pattern.search(self.said.words))

    @property
    def _cares(self) -> bool:
        return ("care" in self._found or self._lost) and "flag" not in self._found

    @cached_property
    def _learned(self) -> float:
        """How far above its limit the learned model is; nothing where nobody else is named, or hardly anything is said."""
        told = len(self.said.text) >= SAYS_SOMETHING and names_somebody(self.said)
        return shipped_model(OTHERS).strength(self.parts) if told else 0.0


def _by_stealth(sentence: str) -> bool:
    return {"stealth", "person", "act"} <= load_marks("whose").found(Said(sentence)).keys()
