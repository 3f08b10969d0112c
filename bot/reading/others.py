"""Whose thing a message is about, and who acts on it: questions and acts about another person. Pure.

Refused is what could harm the person spoken of: reading, finding, stopping, lifting, taking over, and every inference
about them: by lists (words/whose.yml, words/others.yml), and by a learned model that hears the direction in words no list
holds. Not refused are the person concerned, in whichever direction the question runs (「夫が調べたら見えますか」), and people
who care for somebody (「母の更新に代わりに行ける?」). Words of stealth or control outweigh both.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from bot.reading.marks import Said, load_marks
from bot.reading.risk_model import OTHERS, SAYS_SOMETHING, names_somebody, shipped_model
from bot.text import split_sentences

SURE: Final = 1.7  # what the model must be above its limit to outweigh words of care or of the person concerned


class Whose:
    """A message (normalised) looked at once; what is not asked is not worked out."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._whose = load_marks("whose")
        self._found = self._whose.found(said).keys()

    @cached_property
    def stealth(self) -> bool:
        """True for what is refused whoever asks, also when the writer is the one in danger."""
        if "always" in self._kinds:
            return True
        return (
            not self.looked_at and "stealth" in self._found and any(map(_by_stealth, split_sentences(self._said.text)))
        )

    @cached_property
    def refused(self) -> bool:
        """True when it asks for, infers, or would act on something of another person that is not to be told."""
        if self.stealth:
            return True
        if self.looked_at:
            return self._learned > SURE
        if "refuse" in self._kinds:
            return True
        return self._learned > SURE if self._cares else "harm" in self._kinds or self._learned > 0

    @property
    def looked_at(self) -> bool:
        """True when the writer is the one whose things are looked at."""
        return "concerned" in self._found

    @property
    def harmless(self) -> bool:
        """True when it is surely from the person concerned or from somebody who cares, whatever the classifier made of it."""
        cares = self._cares and "person" in self._found and "reveal" not in self._found
        return (self.looked_at or cares) and not self.refused

    @property
    def insists(self) -> bool:
        """True for pressing on after a refusal ("I have a right to know", "just yes or no")."""
        return "insists" in self._found

    @property
    def leans(self) -> bool:
        """True for a loose message after a refusal that still means the other person: 「制限は?」「じゃあ解除の方法は?」."""
        return "leans" in self._found and "myself" not in self._found and not self._lost

    @cached_property
    def _kinds(self) -> frozenset[str]:
        others = load_marks("others")
        mine = (self._whose.marks[name].kind for name in self._found)
        return frozenset((*mine, *(others.marks[name].kind for name in others.found(self._said))))

    @cached_property
    def _lost(self) -> bool:
        return bool(load_marks("marks")["lost"].search(self._said.words))

    @property
    def _cares(self) -> bool:
        return ("care" in self._found or self._lost) and "flag" not in self._found

    @cached_property
    def _learned(self) -> float:
        """How far above its limit the learned model is; nothing where nobody else is named, or hardly anything is said."""
        text = self._said.text
        long_enough = len(text) >= SAYS_SOMETHING and names_somebody(text)
        return shipped_model(OTHERS).strength(text) if long_enough else 0.0


def _by_stealth(sentence: str) -> bool:
    return {"stealth", "person", "act"} <= load_marks("whose").found(Said(sentence)).keys()
