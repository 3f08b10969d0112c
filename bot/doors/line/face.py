"""Replies as messages of the platform: short text first, then the rest, deadlines as a picture, choices under the last one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.doors.line import limits
from bot.doors.line.links import outside
from bot.doors.line.timeline import timeline
from bot.words import Words

SAY: Final = Words(__file__)

SHORT: Final = 420  # units of the first text; about one screen of a phone
SOURCES: Final = 3  # shown of a reply; the page shows all
Choice = tuple[str, str]  # what stands on it, what it sends


def faces(
    messages: Sequence[Mapping[str, Any]],
    *,
    easy: bool = False,
    careful: bool = False,
    advise: bool = False,
    erased: bool = True,
    choices: Sequence[Choice] = (),
) -> list[dict[str, Any]]:
    """At most five messages for one token. `easy`: in easy Japanese where there is such a form. `careful`: text alone and no
    sources, which would tell of it; `advise`: with the advice to delete the talk, and, when not all is `erased` here, how to
    hear nothing more. `choices`: after those of the replies."""
    told = [{**message, "sources": ()} for message in messages] if careful else messages
    texts = [text for message in told for text in _texts(message, easy=easy)]
    if advise:
        texts.append(_advice(easy=easy, erased=erased))
    pictures = [] if careful else [one for message in messages if (one := _picture(message))]
    pictures = pictures[:2]
    said = [{"type": "text", "text": text} for text in _fitted(texts, limits.BUBBLES - len(pictures))]
    shown = [*said, *pictures]
    offered = [*_choices(messages), *choices]
    if shown and offered:
        shown[-1] = shown[-1] | {"quickReply": {"items": [_item(*one) for one in offered[: limits.QUICK_REPLIES]]}}
    return shown


def plain(text: str, choices: Sequence[Choice] = ()) -> list[dict[str, Any]]:
    """A text of the door itself."""
    return faces([{"text": text}], choices=choices)


def _advice(*, easy: bool, erased: bool) -> str:
    if erased:
        return SAY("delete_talk_easy") if easy else SAY("delete_talk")
    return SAY("delete_talk_kept_easy") if easy else SAY("delete_talk_kept")


def _texts(message: Mapping[str, Any], *, easy: bool) -> Iterator[str]:
    """The reply in one or two texts: what is asked for first, the rest and its sources after it."""
    first, rest = "", [one for one in _parts(message, easy=easy) if one.strip()]
    while rest and (not first or limits.units(first) + limits.units(rest[0]) <= SHORT):
        first = "\n".join(filter(None, (first, rest.pop(0))))
    sources = _sources(message)
    if not rest and limits.units(first) + limits.units(sources) <= SHORT:
        first, sources = f"{first.strip()}\n\n{sources}", ""
    second = "\n".join(rest).strip()
    yield from filter(None, (first.strip(), f"{second}\n\n{sources}".strip()))


def _parts(message: Mapping[str, Any], *, easy: bool) -> list[str]:
    form = "easy" if easy or message.get("language") == "easy" else "text"
    pieces = message.get("parts") or (message,)
    return [str(one.get(form) or one.get("text") or "") for one in pieces]


def _sources(message: Mapping[str, Any]) -> str:
    """The first ones, those that can be opened before the others."""
    found = [(one["title"], outside(one["url"]) if one.get("url") else None) for one in message.get("sources") or ()]
    found = list(dict.fromkeys(sorted(found, key=lambda one: one[1] is None)))
    lines = [line for title, link in found[:SOURCES] for line in (SAY("source", title=title), link) if line]
    if len(found) > SOURCES:
        lines.append(SAY("more_sources", count=len(found) - SOURCES))
    return "\n".join(lines)


def _picture(message: Mapping[str, Any]) -> dict[str, Any] | None:
    deadlines = message.get("deadlines") or ()
    return timeline(deadlines, message.get("calendar")) if deadlines else None


def _fitted(texts: Sequence[str], most: int) -> list[str]:
    """`texts` in at most `most` messages: joined where there are too many, split where one is too long."""
    pieces = [piece.strip("\n") for text in texts for piece in limits.split(text)]
    pieces = [one for one in pieces if one.strip()]
    while len(pieces) > most:
        joined = [limits.units(one) + limits.units(two) + 2 for one, two in zip(pieces, pieces[1:])]
        place = min(range(len(joined)), key=joined.__getitem__)
        if joined[place] > limits.TEXT:  # more than 20,000 units: what comes last is cut
            return [*pieces[: most - 1], limits.cut(pieces[most - 1], limits.TEXT)]
        pieces[place : place + 2] = [f"{pieces[place]}\n\n{pieces[place + 1]}"]
    return pieces


def _choices(messages: Sequence[Mapping[str, Any]]) -> list[Choice]:
    found = [(one["title"], one["payload"]) for message in messages for one in message.get("buttons") or ()]
    return list(dict.fromkeys(found))


def _item(title: str, sends: str) -> dict[str, Any]:
    action: dict[str, Any] = {"label": limits.cut(title, limits.LABEL)}
    if limits.units(sends) <= limits.DATA:
        action |= {"type": "postback", "data": sends, "displayText": limits.cut(title, limits.DATA)}
    else:
        action |= {"type": "message", "text": limits.cut(sends, limits.DATA)}
    return {"type": "action", "action": action}
