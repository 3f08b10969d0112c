"""Personal names in texts, found by GiNZA's entity recogniser: for what staff will read. Imperfect; measured in docs/staff.md.

In a folder of its own, because a model is trained by the files beside the classifier (bot.nlu.sources) and not by this one.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any, Final

MASK: Final = "〔名前〕"
KINDS: Final = frozenset({"Person"})  # of ja_ginza's labels
UNUSED: Final = ("parser", "morphologizer", "compound_splitter", "bunsetu_recognizer", "attribute_ruler")
LONGEST: Final = 2000  # characters of a text
MOST: Final = 60  # texts at once
# what the recogniser takes for people and is not
OURS: Final = frozenset({"マイナ", "マイナンバー", "キタムラ", "北区", "マイナポータル"})


class Recogniser:
    """The model is loaded when first asked (about a second and 200 MB). Sudachi's tokenizer is not thread-safe, hence the lock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None

    def masked(self, texts: list[str]) -> list[str]:
        """The texts with MASK in the place of each name."""
        with self._lock:
            if self._model is None:
                import spacy

                self._model = spacy.load("ja_ginza", exclude=UNUSED)
            return [self._mask(text) for text in texts]

    def _mask(self, text: str) -> str:
        if not text:
            return text
        found = [one for one in self._model(text).ents if one.label_ in KINDS and one.text not in OURS]
        for one in reversed(found):
            text = text[: one.start_char] + MASK + text[one.end_char :]
        return text


@cache
def shared_recogniser() -> Recogniser:
    """The process's one recogniser."""
    return Recogniser()


def texts_in(body: Any) -> list[str] | None:
    """The texts of a request; None when it holds none."""
    texts = body.get("texts") if isinstance(body, dict) else None
    if (
        not isinstance(texts, list)
        or len(texts) > MOST
        or not all(isinstance(one, str) and len(one) <= LONGEST for one in texts)
    ):
        return None
    return texts
