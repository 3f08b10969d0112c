"""The one shape in which replies leave the desk, by whatever door: checked where they leave, shown by /openapi.json."""

from __future__ import annotations

from typing import Any, Literal

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.desk.record import Talk
from bot.desk.turn import Owner, TurnReply

Kind = Literal["acknowledgement", "lead", "statement", "caution", "deadline", "question", "contacts"]


class _Shape(BaseModel):
    # a reply's words are a visitor's business: no error repeats them
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class PartModel(_Shape):
    """A piece of a reply in its forms. `id`: of the statement it is, else empty."""

    kind: Kind
    text: str
    easy: str = ""
    speech: str = ""
    id: str = ""


class ButtonModel(_Shape):
    """A choice; send `payload` as the next text."""

    title: str
    payload: str


class SourceModel(_Shape):
    """Where an answer comes from, the page's own date as far as it shows one, and when it was last compared with it."""

    title: str
    section: str
    verified_on: str
    url: str = ""
    source_date: str = ""


class DeadlineModel(_Shape):
    """A person's own deadline with its reckoning. Days are ISO dates; days_left is negative when over."""

    id: str
    name: str
    whose: str = Field(default="", description="Whose deadline it is; empty: the speaker's own.")
    due: str | None
    recommended_by: str | None
    opens: str | None = None
    days_left: int | None
    state: str = ""
    action: str = ""
    consequence: str = ""
    derivation: list[str]
    notes: list[str] = []


class MessageModel(_Shape):
    """One reply: to read, in easy Japanese, to be heard; `text`, `easy` and `speech` are its parts in a row."""

    text: str
    easy: str
    speech: str
    topic: str
    need: str = ""
    expects: Literal["", "date"] = Field(default="", description="date: the reply to this is a day.")
    confidence: float
    parts: list[PartModel] = []
    buttons: list[ButtonModel]
    sources: list[SourceModel]
    deadlines: list[DeadlineModel]
    language: Literal["", "easy"] = Field(default="", description="easy: the person reads `easy`; `text` has its words.")
    calendar: str | None = Field(default=None, description="Where the calendar file (.ics) is; only beside deadlines.")


class ChatResponse(_Shape):
    """The replies of one turn, and the token for the next."""

    session: str
    messages: list[MessageModel]
    owner: Owner
    seq: int = Field(default=0, description="Number of this turn in the conversation, rising; 0: it was not counted.")
    careful: bool = Field(default=False, description="Danger was told: the door keeps nothing, anywhere.")


class SpokenModel(_Shape):
    """One turn of a conversation, shown again. `said`: masked; empty when staff spoke unasked."""

    seq: int
    said: str
    messages: list[MessageModel]
    owner: Owner


class TalkResponse(_Shape):
    """What was said in a conversation with a number above the one asked for; nothing of the past in careful mode."""

    owner: Owner
    seq: int
    careful: bool
    spoken: list[SpokenModel]
    writing: bool = Field(default=False, description="Somebody of the staff is writing just now.")


def talk_json(talk: Talk | None, *, writing: bool = False) -> dict[str, Any]:
    """A talk as it goes out; None: nothing is kept. `writing` counts while a person has the talk."""
    if talk is None:
        return {"owner": "bot", "seq": 0, "careful": False, "spoken": [], "writing": False}
    spoken = [
        {"seq": one.seq, "said": one.said, **{name: one.reply[name] for name in ("messages", "owner")}}
        for one in talk.spoken
    ]
    body: dict[str, Any] = {"owner": talk.owner, "seq": talk.seq, "careful": talk.careful, "spoken": spoken}
    body["writing"] = writing and talk.owner == "human"
    TalkResponse.model_validate(body, strict=True)
    return body


def leaving(session: str, reply: TurnReply) -> JSONResponse:
    """The reply as it goes out. Raises pydantic's ValidationError, which holds no words, for one of another shape: that is a
    fault of ours, and the border apologises."""
    body: dict[str, Any] = {"session": session, "messages": list(reply.messages), "owner": reply.owner}
    body |= {"seq": reply.seq, "careful": reply.careful}
    ChatResponse.model_validate(body, strict=True)
    if reply.retry_after is not None:
        return JSONResponse(body, status_code=429, headers={"Retry-After": str(reply.retry_after)})
    return JSONResponse(body)
