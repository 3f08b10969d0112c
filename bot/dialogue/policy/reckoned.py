"""Fifth tier: what is asked further about deadlines that were reckoned: why, what then, since when, does the 20th do? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.dialogue import say
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.reckon import TOPICS, VISIT, of_person, opening
from bot.dialogue.reply import Reply
from bot.dialogue.telling import as_of_visit
from bot.dialogue.view import View
from bot.reading.model import Day, Told
from bot.rulebook.deadlines.about import about
from bot.rulebook.deadlines.model import Deadline

_ONE_DAY: Final = ("day", "bare_day", "ambiguous")
_WITH_COST: Final = ("stay_limit", "card_expiry", "overseas_free_reapply", "loss_express")
_WHY: Final = {"moving_in": "when", "continued_use": "how_long", "return_continued_use": "how_long"}
_NO_WHY: Final = ("relocation_same_town", "online_moving_out")
# what the words are about is answered with the sentences about it, unless something else is asked
_BESIDE_WORDS: Final = ("", "consequence", "family", "bring", "online")
_SUBJECTS: Final = (
    *("nationality", "medicines", "portal", "signature", "use", "insurance"),
    *("stay", "registration", "rewriting", "pins", "police", "next_move"),
)


def _whose(view: View) -> str:
    """Whose deadlines the message means: of those known the one named, else the speaker's."""
    known = view.belief.known
    named = [person for person in view.reading.people if person in known]
    return named[0] if named else list(known)[-1] if "" not in known else ""


def _found(view: View) -> tuple[Deadline, ...]:
    """The deadlines that are meant; none when nothing is under discussion or the message is about others' business."""
    if not view.discussing or view.reading.button or view.elsewhere:
        return ()
    return of_person(view.context, view.belief, _whose(view))


def _said(view: View, shown: Sequence[Deadline], text: Sequence[str], easy: Sequence[str] | None = None) -> Reply:
    message = say.of_deadlines(view.context, TOPICS[view.belief.kind], shown, _whose(view), text, easy)
    return Reply((message,), view.belief.but(misses=0))


def about_known(view: View) -> Reply | None:
    """The reply to a further question about the deadlines under discussion, None when it is no such question."""
    found = _found(view)
    if not found:
        return None
    held, used = view.reading.days.held, view.reading.days.used
    if held and held.kind in _ONE_DAY and found[0].due:
        return _against(view, found, _whose(view), held)
    if used and view.belief.kind == "certificate":
        return as_of_visit(view.context, view.belief, [Told(_whose(view), VISIT, used)])
    return _opens(view) or _by_words(view, found) or _by_aspect(view, found)


def _opens(view: View) -> Reply | None:
    if view.aspect != "opens":
        return None
    context, belief, words = view.context, view.belief, say.words_of(view.context)
    whose = list(belief.known) if view.reading.said("each") else [_whose(view)]
    shown = [(one, first) for one in whose if (first := opening(context, belief, one))]
    messages = [
        say.of_deadlines(
            context, TOPICS[belief.kind], [first], one, [words.full(first, one)], [first.consequence, first.action]
        )
        for one, first in shown
    ]
    return Reply(tuple(messages), belief.but(misses=0)) if messages else None


def _by_words(view: View, found: Sequence[Deadline]) -> Reply | None:
    """The sentences about what the words name: 「薬は?」「国籍で違う?」."""
    if view.aspect not in _BESIDE_WORDS or not view.is_short:
        return None
    subject = next((one for one in _SUBJECTS if view.reading.said(f"about_{one}")), "")
    told = (about(found[:1], subject) or about(found, subject)) if subject else ()
    return _said(view, found[:1], told) if told else None


def _by_aspect(view: View, found: Sequence[Deadline]) -> Reply | None:
    first, aspect, kind = found[0], view.aspect, view.belief.kind
    words = say.words_of(view.context)
    if aspect == "consequence" or (aspect == "over_cost" and kind != "certificate"):
        free = _aspect_text(view, "overseas", "cost") if first.id == "overseas_continued_use" else ""
        return _said(view, [first], [words.head(first, _whose(view)), first.consequence, first.action, free])
    if aspect == "penalty":
        return Reply((say.phrase(view.context, "unverified", TOPICS[kind]),), view.belief.but(misses=0))
    if aspect == "closed":
        return _closed(view, first)
    if aspect in ("why", "counting"):
        return _why(view, first, _whose(view), counting=aspect == "counting")
    return _cost(view, found) if aspect == "cost" else None


def _cost(view: View, found: Sequence[Deadline]) -> Reply | None:
    first = found[0]
    if view.reading.said("reissue") and (told := about(found, "fee")):
        return _said(view, [first], told)
    if first.id in _WITH_COST:
        return _said(view, [first], about(found, "cost") or [first.consequence])
    return None


def _aspect_text(view: View, topic: str, name: str) -> str:
    had = say.aspect(view.context, topic, view.belief, name)
    return had.text if had else ""


def _closed(view: View, first: Deadline) -> Reply:
    """「土日も開いてる?」: what is known of closed days, and the safe day."""
    said = view.context.phrases.get("office_days")
    before = _aspect_text(view, "overseas", "when") if view.belief.kind == "overseas" else ""
    safe = first.recommended_by or first.due
    line = say.words_of(view.context).safe(safe) if safe and first.state != "over" else ""
    return _said(view, [first], [said.text, before, *about([first], "closed"), line], [said.easy])


def _why(view: View, first: Deadline, person: str, *, counting: bool = False) -> Reply:
    continued = first.id in ("continued_use", "return_continued_use")
    topic = "moving_deadline" if continued else TOPICS[view.belief.kind]
    reason = "" if first.id in _NO_WHY else _aspect_text(view, topic, _WHY.get(first.id, "why"))
    words = say.words_of(view.context)
    notes = about([first], "counting") if counting else ()
    head = words.head(first, person)
    return _said(view, [first], [head, *words.counted(first), *notes, reason], [head, reason])


def _against(view: View, found: Sequence[Deadline], person: str, held: Day) -> Reply:
    """「12月20日でも間に合う?」「12月19日じゃないの?」: the day held against the last day, and the reckoning."""
    context, topic = view.context, TOPICS[view.belief.kind]
    first = next((one for one in found if one.state != "over"), found[0])
    due = first.due or context.today
    day = min(_meant(held, due), key=lambda one: abs((one - due).days))
    if view.reading.said("not_so"):
        return _why(view, first, person)
    if early := _too_early(view, first, person, day):
        return early
    moved = view.belief.days_of(person).get("move_date") if first.id.startswith("moving_in") else None
    if moved and day < moved:
        later = context.phrases.get("day_before_move").fill(
            move=context.phrases.day(moved), due=context.phrases.day(due)
        )
        return _said(view, [first], [later.text, first.consequence], [later.easy])
    safe = first.recommended_by or due
    key = "day_too_late" if day > due else _before_due(view, day, safe)
    said = context.phrases.get(key).fill(
        day=context.phrases.day(day), due=context.phrases.day(due), safe=context.phrases.day(safe)
    )
    counted = say.words_of(context).counted(first)
    shown = say.of_deadlines(context, topic, [first], person, [said.text, first.consequence, *counted], [said.easy])
    return Reply((shown,), view.belief.but(misses=0))


def _too_early(view: View, first: Deadline, person: str, day: date) -> Reply | None:
    """「10月に更新に行く」: a certificate cannot be renewed yet."""
    if view.belief.kind != "certificate" or first.id != "cert_expiry":
        return None
    opens = opening(view.context, view.belief, person)
    if opens is None or opens.opens is None or day >= opens.opens:
        return None
    early = view.context.phrases.get("day_too_early").fill(
        day=view.context.phrases.day(day), opens=view.context.phrases.day(opens.opens)
    )
    return _said(view, [first], [early.text, opens.action], [early.easy])


def _meant(held: Day, due: date) -> list[date]:
    """「じゃあ22日は?」: the 22nd nearest to the last day."""
    if held.kind != "bare_day":
        return list(held.candidates)
    around = (due + timedelta(days=shift) for shift in range(-31, 32))
    return [day for day in around if day.day == held.candidates[0].day]


def _before_due(view: View, day: date, safe: date) -> str:
    if day > safe:
        return "day_risky"
    return "day_closed" if day != safe and view.context.deadlines.is_closed(day) else "day_in_time"


def _ahead(view: View) -> list[tuple[str, tuple[Deadline, ...]]]:
    """Of the people known those whose last day lies ahead, the first first."""
    each = [(person, of_person(view.context, view.belief, person)) for person in view.belief.known]
    ahead = [(person, found) for person, found in each if found and found[0].due and found[0].state != "over"]
    return sorted(ahead, key=lambda one: one[1][0].due or date.max)


def plans(view: View) -> bool:
    """「年明けの4日に行く」 after a deadline was reckoned: no day is changed by it."""
    planned = view.reading.days.planned.get(view.belief.kind)
    return bool(planned and view.discussing and not view.elsewhere and _ahead(view))


def compare_plan(view: View) -> Reply:
    """Whether the day of the plan is in time; of several people for the one whose last day comes first."""
    person, found = _ahead(view)[0]
    reply = _against(view, found, person, view.reading.days.planned[view.belief.kind])
    if len(view.belief.known) == 1:
        return reply
    line = say.plain(say.words_of(view.context).head(found[0], person), "deadline", " ")
    return Reply((reply.messages[0].followed_by(line),), reply.belief)


PLAN: Final = Outcome("plan compared", plans, compare_plan)
