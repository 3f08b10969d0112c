"""What is answered to an event: a turn of the desk, one of the door's own few commands, a kind word, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bot.desk.conversation import Conversations
from bot.desk.people import ASK, STOP, WITH_PEOPLE
from bot.desk.records import Records
from bot.desk.turn import Turn, TurnReply
from bot.doors.line import face
from bot.doors.line.commands import Command, button_command, read_command
from bot.doors.line.events import Event
from bot.doors.line.forgetting import Forgetting, NotForgotten, Talk
from bot.doors.line.reminding import Asked, remind_choices
from bot.doors.line.telling import Telling
from bot.words import Words

SAY: Final = Words(__file__)

DOOR: Final = "line"


class NotNow(Exception):
    """There is no place for the turn now; it may be tried again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__("no place")
        self.seconds = seconds


@dataclass(frozen=True)
class Answer:
    """Messages of the platform, () for silence. `careful`: danger was told; nothing may stay and nothing be pushed."""

    messages: Sequence[dict[str, Any]] = field(default=(), repr=False)
    careful: bool = False


class Answers:
    """`insurer`: of everybody at this account, or empty. `asked`: reminders as people ask for them. `telling` brings staff's
    words."""

    def __init__(
        self, conversations: Conversations, records: Records, asked: Asked, forgetting: Forgetting, telling: Telling,
        insurer: str,
    ) -> None:  # fmt: skip
        self._conversations, self._records, self.telling = conversations, records, telling
        self._asked, self._forgetting, self._insurer = asked, forgetting, insurer

    async def to(self, event: Event, talk: Talk, *, danger: bool, patient: bool) -> Answer:
        """The answer; `danger`: the event tells of it. Raises NotNow when there is no place and it is `patient`: there is time
        left; NotForgotten when something is still kept of somebody who has left."""
        if event.kind in ("unfollow", "leave", "unsend"):
            if not await self.forget(talk, reminders=event.kind != "unsend"):
                raise NotForgotten
            return Answer()
        if event.source != "user":
            return await self._in_group(event, talk, danger=danger)
        if event.kind == "follow":
            return Answer(face.plain(SAY("hello"), self._first_choices()))
        if event.kind == "other":
            kinds = SAY.table("not_text")
            return Answer(face.plain(kinds.get(event.text, kinds["other"])))
        command = read_command(event.text) if event.kind == "text" else button_command(event.text)
        if command:
            return await self._command(command, event, talk)
        return await self._turn(event, talk, danger=danger, patient=patient)

    async def forget(self, talk: Talk, *, reminders: bool = True) -> bool:
        """Nothing of the talk is kept, nor, with `reminders`, of what its person wanted to be told. Whether that is so."""
        return await self._forgetting.all(talk, reminders=reminders)

    async def _in_group(self, event: Event, talk: Talk, *, danger: bool) -> Answer:
        """Silent unless addressed. Others read along and somebody else may write next: nothing is remembered, nobody's days
        are said."""
        if event.kind == "join":
            return Answer(face.plain(SAY("hello_group")))
        if event.kind != "text" or not event.addressed:
            return Answer()
        if not event.text:
            return Answer(face.plain(SAY("hello_group")))
        if event.text.strip() in (ASK, STOP):  # nobody talks with staff before others
            return Answer(face.plain(SAY("alone")))
        turn = Turn(
            talk.conversation, event.text, DOOR, self._insurer or None, address=f"{DOOR} {talk.conversation}", danger=danger
        )  # fmt: skip
        reply = await self._conversations.take(turn)
        await self._records.drop(talk.conversation)
        careful = danger or reply.careful
        if careful or any(one.get("deadlines") or one.get("expects") for one in reply.messages):
            return Answer(face.plain(SAY("alone")), careful=careful)
        return Answer(face.faces([_for_all(one) for one in reply.messages if not _offers_people(one)]))

    async def _turn(self, event: Event, talk: Talk, *, danger: bool, patient: bool) -> Answer:
        turn = Turn(
            talk.conversation, event.text, DOOR, self._insurer or None, talk.message,
            address=f"{DOOR} {talk.conversation}", danger=danger,
        )  # fmt: skip
        reply = await self._taken(turn)
        if danger and not reply.careful:  # no place even to look at it
            reply = self._conversations.first_help(event.text)
        if patient and reply.retry_after is not None and not reply.careful:
            raise NotNow(reply.retry_after)
        careful = reply.careful or talk.careful
        await self._follow(event, talk, reply, careful=careful)
        dues = () if careful else _dues(reply.messages)
        erased = True
        if careful:
            erased = await self._forgetting.danger(talk)
        shown = face.faces(
            reply.messages,
            easy=talk.language == "easy",
            careful=careful,
            advise=careful and not talk.careful,
            erased=erased,
            choices=remind_choices(dues, self._asked.today()) if self._asked.possible else (),
        )
        return Answer(shown, careful)

    async def _follow(self, event: Event, talk: Talk, reply: TurnReply, *, careful: bool) -> None:
        """From now on staff's words are brought to the person."""
        if reply.owner in WITH_PEOPLE and not careful:
            await self.telling.follow(talk.conversation, event.talk, reply.seq)

    async def _taken(self, turn: Turn) -> TurnReply:
        """The reply. An operator may have ended the talk, and one on LINE keeps its name: what comes next begins anew."""
        reply = await self._conversations.take(turn)
        if reply.owner != "closed":
            return reply
        await self._records.drop(turn.conversation)
        return reply if reply.messages else await self._conversations.take(turn)

    async def _command(self, command: Command, event: Event, talk: Talk) -> Answer:
        if command.name == "forget":
            return Answer(face.plain(SAY("forgotten") if await self.forget(talk) else SAY("not_forgotten")))
        if command.name in ("easy", "ja"):
            await self._records.speak(talk.conversation, DOOR, command.name)
            return Answer(face.plain(SAY("easy_on") if command.name == "easy" else SAY("easy_off")), talk.careful)
        if talk.careful:
            return Answer(face.plain(SAY("not_careful")), careful=True)
        if command.name == "remind":
            days = (command.day,) if command.day else await self._last_days(talk)
            return Answer(await self._asked.add(talk.person, event.talk, days, command.before))
        if command.name == "cancel":
            return Answer(await self._asked.cancel(talk.person, command))
        return Answer(await self._asked.listed(talk.person))

    async def _last_days(self, talk: Talk) -> tuple[date, ...]:
        """The days of the last reply that had some, as it is kept."""
        told = await self._records.talk(talk.conversation, 0)
        replies = [_dues(one.reply["messages"]) for one in reversed(told.spoken)] if told else []
        return next(filter(None, replies), ())

    @staticmethod
    def _first_choices() -> list[face.Choice]:
        return [(title, title) for title in SAY.table("first_choices").values()]


def _for_all(message: Mapping[str, Any]) -> dict[str, Any]:
    """A reply without what asks back: the answer would be somebody's own."""
    parts = [one for one in message.get("parts") or () if one.get("kind") != "question"]
    return {**message, "buttons": (), "parts": parts} if parts else {**message, "buttons": ()}


def _offers_people(message: Mapping[str, Any]) -> bool:
    return any(one.get("payload") == ASK for one in message.get("buttons") or ())


def _dues(messages: Sequence[Mapping[str, Any]]) -> tuple[date, ...]:
    found: list[Mapping[str, Any]] = [one for message in messages for one in message.get("deadlines") or ()]
    days = {date.fromisoformat(one["due"]) for one in found if one.get("due") and one.get("state") != "over"}
    return tuple(sorted(days))
