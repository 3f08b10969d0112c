"""From what was heard to what the operator sees: suggestions with reasons, a script, the next question, warnings, numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.desk.turn import OFFICES
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.statement import WHEN
from bot.staff.calls import MOST, Heard
from bot.staff.questions import DAY, TOPIC, Question, next_question
from bot.staff.told import from_book, shared_words
from bot.text import split_sentences
from bot.words import Words

SAY: Final = Words(__file__)

ASKING: Final = "question"
DOUBT: Final = 0.3  # confidence; below, the first suggestion is said to be doubtful


def names_of_values() -> dict[str, str]:
    """fact.value -> what it is called."""
    return SAY.table("values")


def names_of_facts() -> dict[str, str]:
    """fact -> what it is called."""
    return SAY.table("facts")


def known_facts(given: Mapping[str, str]) -> dict[str, str]:
    """Only what the statements have a word for."""
    return {key: value for key, value in given.items() if value in WHEN.get(key, ())}


def name_of(topic: str, rulebook: Rulebook, book: Statements) -> str:
    """What a topic is called."""
    known = rulebook.topic(topic) or book.book.families.get(topic)
    return known.name if known else topic


def name_of_answer(answered: str, rulebook: Rulebook, book: Statements) -> str:
    """What a need or a topic is called."""
    need = book.need(answered)
    return need.name if need else name_of(answered, rulebook, book)


def facts_of(heard: Heard, given: Mapping[str, str]) -> dict[str, str]:
    """What is known: what the operator has chosen, and the insurer as heard. Only words of the vocabulary."""
    known = known_facts({**heard.heard.get("facts", {}), **given})
    insurer = str(heard.heard.get("insurer") or "")
    return known if "insurer" in known or insurer not in WHEN["insurer"] else known | {"insurer": insurer}


def lay_out(heard: Heard, given: Mapping[str, str], rulebook: Rulebook, book: Statements, on: date) -> dict[str, Any]:
    """Everything for the page and for /api/v1/assist."""
    facts = facts_of(heard, given)
    first = sorted(heard.answers.values(), key=lambda one: -one["confidence"])[:MOST]
    answers = [_answer(one, heard, facts, rulebook, book, on) for one in first]
    likely = [(one["topic"], one["confidence"]) for one in first]
    asked = next_question(likely, facts, book, on, asks_day=bool(heard.asks_day)) if not heard.urgent else None
    return {
        "answers": answers,
        "question": _question(asked, heard, rulebook, book) if asked else None,
        "heard": _heard(heard),
        "facts": facts,
        "warnings": _warnings(heard, first),
        "transfer": _transfer(first, facts, rulebook),
    }


def _answer(
    one: Mapping[str, Any], heard: Heard, facts: Mapping[str, str], rulebook: Rulebook, book: Statements, on: date
) -> dict[str, Any]:
    name = name_of(one["topic"], rulebook, book)
    told = from_book(one["topic"], heard.text, facts, book, on, one.get("need", ""))
    messages = one["messages"]
    parts = [part for message in messages for part in message["parts"]]
    return {
        "topic": one["topic"],
        "name": name,
        "need": told.need.id if told.need else "",
        "need_name": told.need.name if told.need else "",
        "confidence": one["confidence"],
        "words": shared_words(list(heard.heard.get("words", ())), one["topic"], name, book),
        "script": [line for part in parts if part["kind"] != ASKING for line in _sentences(part["text"])],
        "speech": [line for part in parts if part["kind"] != ASKING for line in _sentences(part["speech"])],
        "easy": [line for part in parts if part["kind"] != ASKING for line in _sentences(part["easy"])],
        "english": told.english,
        "papers": list(told.papers),
        "deadlines": [deadline for message in messages for deadline in message["deadlines"]],
        "sources": [source for message in messages for source in message["sources"]],
        "statements": one["statements"],
    }


def _sentences(text: str) -> list[str]:
    """Short sentences, one to a breath; signs of a list are not read."""
    lines = [line.strip().lstrip("■・-― ") for line in text.splitlines()]
    return [sentence.strip() for line in lines if line for sentence in split_sentences(line) if sentence.strip()]


def _question(asked: Question, heard: Heard, rulebook: Rulebook, book: Statements) -> dict[str, Any]:
    questions, reasons = SAY.table("questions"), names_of_values()
    if asked.fact == TOPIC:
        named = [(topic, name_of(topic, rulebook, book)) for topic in asked.options]
        words = SAY("which", names=SAY("or").join(f"「{name}」" for _topic, name in named))
        options = [{"value": topic, "name": name} for topic, name in named]
    else:
        words = heard.asks_day if asked.fact == DAY else questions[asked.fact]
        options = [{"value": value, "name": reasons[f"{asked.fact}.{value}"]} for value in asked.options]
    why = SAY("why_day") if asked.fact == DAY else SAY("why", before=asked.before, after=f"{asked.after:.0f}")
    return {"fact": asked.fact, "words": words, "why": why, "options": options}


def _heard(heard: Heard) -> dict[str, Any]:
    found = heard.heard
    known = [_who(one) | {"day": one["day"]} for one in found.get("known", ())]
    doubtful = [_who(one) | {"words": one["words"]} for one in found.get("days", ()) if one["words"] and not known]
    return {
        "insurer": SAY.table("insurers").get(found.get("insurer", ""), ""),
        "town": found.get("town", ""),
        "people": found.get("people", []),
        "days": known,
        "doubtful_days": doubtful,
    }


def _who(one: Mapping[str, str]) -> dict[str, str]:
    return {"event": one["event"], "person": one["person"]}


def _warnings(heard: Heard, first: list[dict[str, Any]]) -> list[str]:
    says, risk = SAY.table("warnings"), set(heard.heard.get("risk", ()))
    named = [
        ("danger", heard.urgent or bool(risk)),
        ("other", bool(heard.heard.get("other")) or any(one["topic"] == "third_party" for one in first)),
        ("number", "my_number" in heard.masked),
        ("pin", "pin" in heard.masked),
        ("masked", bool(heard.masked - {"my_number", "pin"})),
        ("doubt", bool(first) and first[0]["confidence"] < DOUBT and not heard.urgent),
    ]
    return [says[name] for name, holds in named if holds]


def _transfer(first: list[dict[str, Any]], facts: Mapping[str, str], rulebook: Rulebook) -> list[dict[str, str]]:
    """Whom to put the caller through to: those of the first answer, then the insurer's own office."""
    names = list(first[0]["contacts"]) if first else []
    insurer = facts.get("insurer", "")
    names += [insurer] if insurer in OFFICES else []
    known = rulebook.rules.contacts
    return [
        {"name": known[name].name, "phone": known[name].phone, "hours": known[name].hours}
        for name in dict.fromkeys(names)
        if name in known and known[name].phone
    ]
