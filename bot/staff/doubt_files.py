"""What editors take home from the queue, as YAML: examples by need, and drafts of statements. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

Example = tuple[str, Sequence[str]]  # need, what was said
Drafted = tuple[str, Sequence[str], Mapping[str, str]]  # the same, and text, easy, source


def as_examples(examples: Sequence[Example]) -> str:
    """Lines for the examples of their needs."""
    lines = []
    for need in dict.fromkeys(need for need, _texts in examples):
        texts = dict.fromkeys(text for its, texts in examples if its == need for text in texts)
        lines += [f"{need}:", *(f"- {_quoted(text)}" for text in texts)]
    return "".join(f"{line}\n" for line in lines)


def as_drafts(drafts: Sequence[Drafted], today: date) -> str:
    """Statements for the book, each without a day of verifying and without sources: so none is taken before somebody has looked it
    up. What was asked, and the source that the editor names, stand above as comments."""
    numbers: Counter[str] = Counter()
    lines = ["statements:"] if drafts else []
    for need, texts, draft in drafts:
        numbers[need] += 1
        lines += [f"# asked: {_quoted(text)}" for text in texts]
        lines += [
            f"# source: {_quoted(draft.get('source', ''))}", f"- id: {need}.draft{numbers[need]}", f"  need: {need}", "  asks: []",
            '  says: "-"', "  when: {}", f"  from: {today.isoformat()}", "  until:", "  verified_on:", "  sources: []",
            f"  text: {_quoted(draft['text'])}", f"  easy: {_quoted(draft['easy'])}", f"  speech: {_quoted(draft['text'])}",
        ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """A text in JSON's quotes is one in YAML's; in one line, so that no comment ends early."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", " ").replace("\u2029", " ").replace("\u0085", " ")
