"""「北区です」: the ward is named, not the insurance. It is answered as the ward's insurance, and said to be so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.acts_turns import again
from bot.dialogue.ask_back import ask
from bot.dialogue.context import Context
from bot.dialogue.model import Heard, Reply, State
from bot.reading.insurers import lives_in_ward, names_ward

WARD: Final = "kitaku"


def ward_named(context: Context, state: State, heard: Heard) -> Reply | None:
    """The answer under discussion for the ward's insurance after one sentence that says whom it is for; None when the
    message is something else.

    Who only lives in the ward (「北区に住んでいます」) is remembered as insured there only when the insurer was asked for;
    an insurer known before is not overwritten by a ward.
    """
    named, lives = names_ward(heard.text), lives_in_ward(heard.text)
    if not named and not lives:
        return None
    asked = state.asked_insurer_for
    topic = asked or state.topic
    noted = say.phrase(context, "ward_only", topic or "greeting")
    remember = bool(asked) or (named and not state.insurer)
    kept = state.but(insurer=WARD, misses=0) if remember else state.but(misses=0)
    if state.interview:
        open_day = state.interview
        asked_again = ask(context, kept, open_day.kind, open_day.anchor, open_day.person, open_day.failures)
        return Reply((noted, *asked_again.messages), asked_again.state)
    if not topic or topic in (*say.SPOKEN_TO, "out_of_scope"):
        return Reply((replace(noted, buttons=say.first_buttons(context)),), kept) if named else None
    if topic.startswith("contact_"):  # which office was the question
        return Reply(tuple(say.answer(context, "contact_kitaku", kept)), kept.but(topic="contact_kitaku"))
    as_ward = state.but(insurer=WARD)
    if asked:
        on = date.fromisoformat(state.on) if state.on and asked == state.topic else None
        messages = tuple(say.answer(context, asked, as_ward, case=state.case, on=on))
    else:
        messages = again(context, as_ward).messages
    return Reply((noted, *messages), kept.but(asked_insurer_for="", topic=topic))
