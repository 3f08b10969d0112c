"""What several tiers say: the answer under discussion once more, in plainer words, or never mind. Pure."""

from __future__ import annotations

from datetime import date

from bot.dialogue import say
from bot.dialogue.belief import USUAL, Belief
from bot.dialogue.context import Context
from bot.dialogue.reckon import TOPICS, timeline
from bot.dialogue.reply import Reply
from bot.dialogue.telling import reckoned
from bot.dialogue.view import View
from bot.reading.model import EASY


def day_asked_about(belief: Belief, topic: str = "") -> date | None:
    """The day the answer under discussion was for, when not today; none for another topic."""
    return date.fromisoformat(belief.on) if belief.on and topic in ("", belief.topic) else None


def again(context: Context, belief: Belief) -> Reply:
    """The answer under discussion once more, for the insurer known by now."""
    if belief.kind and belief.known and TOPICS.get(belief.kind) == belief.topic:
        return reckoned(context, belief, belief.kind, list(belief.known)[-1:])
    own = timeline(context, belief) if belief.topic == "my_deadline_status" else None
    if own:
        return Reply((own,), belief.but(case=USUAL, question=None))
    said = say.answer(context, belief.topic, belief.but(said=()), case=belief.case, on=day_asked_about(belief))
    return Reply(tuple(said), belief)


def simpler(view: View) -> Reply:
    """The same, from now on in easy Japanese."""
    return again(view.context, view.belief.but(language=EASY))


def cancelled(view: View) -> Reply:
    """No day is asked for any more."""
    context, belief = view.context, view.belief
    said = say.phrase(context, "cancelled", belief.topic or "greeting", buttons=say.first_buttons(context))
    return Reply((said,), belief.but(question=None, asked_insurer_for="", options=()))
