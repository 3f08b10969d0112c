"""For the one on the telephone: what the caller may want, each with the dialogue's answer, and what was heard. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.policy import needs, safety
from bot.dialogue.reply import Message, Reply
from bot.dialogue.view import View, concerning_the_writer, hear_facts, hear_insurer, resolve
from bot.reading.model import OUTSIDE, SMALL_TALK, Need, Reading, Told

MOST: Final = 3
LEAST: Final = 0.002  # confidence; below, a topic is no suggestion
Ranking = Sequence[tuple[str, float]]


def suggest(reading: Reading, ranking: Ranking, belief: Belief, context: Context, reply: Reply) -> dict[str, Any]:
    """Plain values for the desk. `reply` is what the dialogue says to the message; `ranking` the classifier's topics, likeliest
    first."""
    view = hear_insurer(hear_facts(View(concerning_the_writer(resolve(reading, belief)), belief, context)))
    urgent = bool(safety.kinds(view))
    answers: list[dict[str, Any]] = []
    said = _by_topic(reply)
    for topic, confidence in _candidates(view.reading, ranking, list(said), urgent=urgent):
        messages = said.get(topic) or _answer(view, topic, confidence)
        if messages and len(answers) < MOST:
            need = next((one.need for one in view.reading.needs if one.topic == topic), "")
            answers.append({"topic": topic, "need": need, "confidence": round(confidence, 3), **_said(messages)})
    return {
        "answers": answers,
        "heard": _heard(view, reply),
        "urgent": urgent,
        "verdict": view.reading.verdict,
        "asks_day": next((one.text for one in reply.messages if one.expects == "date"), ""),
    }


def _by_topic(reply: Reply) -> dict[str, tuple[Message, ...]]:
    """What the dialogue says, by topic; what has none belongs to the one before."""
    found: dict[str, tuple[Message, ...]] = {}
    last = ""
    for one in reply.messages:
        last = one.topic or last
        if last:
            found[last] = (*found.get(last, ()), one)
    return {topic: many for topic, many in found.items() if topic not in SMALL_TALK} or found


def _least(reading: Reading) -> float:
    """Of an answer that words alone carry: as sure as the likeliest need."""
    return reading.top.confidence if reading.top else 0.5


def _candidates(reading: Reading, ranking: Ranking, said: Sequence[str], *, urgent: bool) -> list[tuple[str, float]]:
    """Topics with confidence: danger, what the dialogue answers, what was understood, and what else is likely."""
    known = {one.topic: one.confidence for one in reading.needs}
    likely = dict(ranking)
    found: dict[str, float] = {}
    for topic in said:
        found[topic] = 1.0 if urgent else known.get(topic) or likely.get(topic) or _least(reading)
    for topic, confidence in (*known.items(), *((one, likely.get(one, 0.0)) for one in reading.choices), *ranking):
        if topic not in SMALL_TALK and topic != OUTSIDE and confidence >= LEAST:
            found.setdefault(topic, confidence)
    return list(found.items())


def _answer(view: View, topic: str, confidence: float) -> tuple[Message, ...]:
    if topic not in view.context.statements.book.families:
        return ()
    heard = replace(view.reading, verdict="answer", needs=(_need(view, topic, confidence),), act="")
    return needs.answers(view.but(reading=heard)).messages


def _need(view: View, topic: str, confidence: float) -> Need:
    """As it was heard, or as a topic alone."""
    return next((one for one in view.reading.needs if one.topic == topic), Need(topic, confidence))


def _said(messages: Iterable[Message]) -> dict[str, Any]:
    kept = [one for one in messages if one.text]
    return {
        "messages": [one.as_json() for one in kept],
        "statements": list(dict.fromkeys(name for one in kept for name in one.statements)),
        "contacts": list(dict.fromkeys(name for one in kept for name in one.contacts)),
    }


def _heard(view: View, reply: Reply) -> dict[str, Any]:
    """Insurer, people and days, as the operator should see that they were heard."""
    reading = view.reading
    told = [one for many in (*reading.days.told.values(), *reading.days.apart.values()) for one in many]
    return {
        "insurer": reply.belief.insurer or view.belief.insurer,
        "town": reading.insurer.own_town or reading.insurer.town,
        "facts": {**reply.belief.facts, **reading.facts},
        "people": list(dict.fromkeys(reading.people)),
        "days": [_day(view.context, one) for one in dict.fromkeys(told)],
        "known": _known(view.context, reply.belief.known),
        "words": list(dict.fromkeys((*reading.words, *reading.things))),
        "risk": list(reading.risk.kinds),
        "other": reading.risk.other and not reading.risk.harmless,
    }


def _day(context: Context, told: Told) -> dict[str, str]:
    anchor = context.deadlines.anchors.get(told.event)
    return {"event": anchor.name if anchor else "", "person": told.person, "words": told.day.words}


def _known(context: Context, known: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    anchors = context.deadlines.anchors
    return [
        {"event": anchors[event].name if event in anchors else "", "person": person, "day": day}
        for person, days in known.items()
        for event, day in days.items()
    ]
