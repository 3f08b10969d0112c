"""What a question with its subject asks in particular (how much, where, until when): that stands before the whole answer.

The sentence is the rulebook's aspect, else the line of the answer that says it, else that it could not be confirmed.
Nothing of the answer is left out; what the sentence says already is not said twice. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.dialogue.asked_words import Ask, asks
from bot.dialogue.context import Context
from bot.dialogue.model import Message, State
from bot.dialogue.turn_parts import TWINS, answer_found
from bot.rulebook.statements.model import USUAL, Answer

NEVER: Final = frozenset(
    {"dv_emergency", "my_deadline_status", "greeting", "thanks", "goodbye", "chitchat", "out_of_scope"}
)
_YES_OR_NO: Final = re.compile(r"でき(?:る|ます)|使え|つかえ|受けられ|もらえ|大丈夫")
_YES: Final = re.compile(r"^(?:はい|いいえ)[、。]\s*")
_LIST: Final = re.compile(r"[0-9]つ")
_WORDS: Final = re.compile(r"[一-龠]{2,}|[ァ-ヶー]{3,}|[A-Z]{2,}|\d+")


def _sentences(text: str) -> list[str]:
    return [f"{one}。" for one in text.replace("\n", "").split("。") if one.strip()]


def _lead(context: Context, topic: str, state: State, ask: Ask, found: Answer) -> str:
    """The sentence that answers `ask`, "" for none."""
    few = ask.name in ("reserve", "hours", "days")
    lines = [line.strip("・　 ") for line in found.text.split("\n") if ask.fits.search(line)] if ask.in_text else []
    if few and lines:
        return re.sub(r"^\d\.\s*", "", lines[0])
    twin = answer_found(context, TWINS[topic], state, USUAL) if topic in TWINS else None
    for answer in (found, *([twin] if twin else [])):
        for aspect in ask.aspects:
            words = answer.aspects.get(aspect, "")
            if ask.fits.search(words):
                return "".join(one for one in _sentences(words) if ask.fits.search(one)) if few else words
    if ask.name in ("reserve", "days") and "市区町村の窓口" in found.aspects.get("where", ""):
        return context.phrases.get("office_days").text
    return re.sub(r"^\d\.\s*", "", lines[0]) if lines else ""


def _leads(context: Context, topic: str, state: State, text: str, found: Answer) -> list[tuple[Ask, str]]:
    """What is asked with the sentence for it; what nothing answers is named in one sentence at the end."""
    leads: list[tuple[Ask, str]] = []
    unknown: list[Ask] = []
    for ask in asks(text):
        lead = _lead(context, topic, state, ask, found)
        if ask.name == "who" and "止" in text:  # stopping a card is for everybody
            continue
        if lead:
            leads += [(ask, lead)] if lead not in [said for _ask, said in leads] else []
        elif ask.unknown and "where" in found.aspects and not topic.startswith("contact_"):
            unknown.append(ask)
    if unknown:
        names = "と、".join(one.unknown for one in unknown)
        leads.append((unknown[0], context.phrases.get("not_confirmed").fill(asked=names).text))
    return leads


def _without(text: str, said: str) -> str:
    """`text` without the sentences that `said` holds; a line left empty goes too."""
    lines = []
    for line in text.split("\n"):
        left = line
        for one in _sentences(said):
            if len(one) > 4:
                left = re.sub(rf"(^|。|・)(?:はい、|いいえ、)?{re.escape(one)}", r"\1", left)
        if left == line or left.strip("・　 "):
            lines.append(left)
    return "\n".join(lines)


def _is_said(ask: Ask, lead: str, text: str) -> bool:
    """True when the answer's first line (its list, when it begins with one) holds nearly all telling words of the lead.

    What the lead denies ("not by way of the web") is said only when the first sentence denies something too.
    """
    if _YES.match(lead) and _YES.match(text):
        return True
    lines = text.split("\n")
    first = lines[0].split("。")[0]
    words = set(_WORDS.findall(_sentences(lead)[0]))
    head = "\n".join(lines[:4]) if _LIST.search(first) else lines[0] if len(words) > 1 else first
    denied = "ません" in lead and "ません" not in first
    said = sum(word in head for word in words)
    return bool(words) and said >= 0.75 * len(words) and bool(ask.fits.search(head)) and not denied


def short_answer(context: Context, topic: str, state: State, text: str) -> Message | None:
    """Only the sentences that `text` asks for, of the topic under discussion; None when it asks for none."""
    found = answer_found(context, topic, state, state.case)
    leads = _leads(context, topic, state, text, found) if found and topic not in NEVER else []
    words = "\n".join(lead for _ask, lead in leads)
    return Message(words, words, words, topic, sources=found.sources) if words and found else None


def asked_first(context: Context, topic: str, state: State, text: str, message: Message, case: str = USUAL) -> Message:
    """The answer `message` of the topic, with the sentences before it that the words of `text` ask for.

    They follow its first sentence when that says yes or no to what the text asks besides.
    """
    found = answer_found(context, topic, state, case)
    if topic in NEVER or found is None:
        return message
    leads = [
        (ask, lead) for ask, lead in _leads(context, topic, state, text, found) if not _is_said(ask, lead, message.text)
    ]
    if not leads:
        return message
    rest = text
    for ask, _lead_text in leads:
        rest = ask.question.sub("", rest)
    behind = (
        _YES.match(message.text) and _YES_OR_NO.search(rest) and not any(a.name in ("who", "online") for a, _ in leads)
    )
    head = "\n".join(lead for _ask, lead in leads)
    written, spoken = _without(message.text, head), _without(message.speech, head)
    if behind:
        first, _stop, more = written.partition("。")
        said, _stop, further = spoken.partition("。")
        return replace(
            message,
            text=f"{first}。\n{head}\n{more.lstrip()}".rstrip(),
            easy=f"{message.easy}\n{head}",
            speech=f"{said}。{head}{further}".replace("\n", ""),
        )
    return replace(
        message,
        text=f"{head}\n{_YES.sub('', written)}".strip(),
        easy=f"{head}\n{message.easy}",
        speech=f"{head}{_YES.sub('', spoken)}".replace("\n", ""),
    )
