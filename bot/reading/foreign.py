"""Whether words name other offices' business, or our own (words/our_things.yml). They sharpen the out-of-scope decision where
spelling misleads (源泉徴収票の再発行 looks like a lost card). Pure; used by the engine."""

from __future__ import annotations

from typing import NamedTuple

from bot.reading.marks import Said, load_marks


class Things(NamedTuple):
    """surely: another office's thing whose name holds a word of ours (介護保険証, 通知カード); others: others' business is
    named and nothing of ours; ours: the other way round; any_others: others' business is named, whatever else is."""

    surely: bool
    others: bool
    ours: bool
    any_others: bool


def things(said: Said) -> Things:
    """What the message names."""
    found = load_marks("our_things").found(said).keys()
    surely, offices = "surely_others" in found, "other_offices" in found
    any_others = surely or offices or "other_business" in found
    return Things(
        surely, surely or (offices and "our_words" not in found), "ours" in found and not any_others, any_others
    )
