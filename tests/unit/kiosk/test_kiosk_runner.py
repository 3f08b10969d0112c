"""The runner does what the session orders, and nothing reaches a visit that is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk_session_parts import ANSWER, EMPTY, GONE, OWN, READ

from bot.kiosk.desk import NoAnswer
from bot.kiosk.drawn import View
from bot.kiosk.model import Heard, Message, Misheard, Pressed, Print, Reached, Screen, TellCard, Tick, Why
from bot.kiosk.runner import Parts, Visit
from bot.kiosk.state import Session


@dataclass
class FakeDesk:
    """Answers at once; `away`: it cannot be reached."""

    away: bool = False
    ended: int = 0
    asked: list[str] = field(default_factory=list)
    slow: float = 0.0
    told: list[dict[str, bool]] = field(default_factory=list)

    async def ask(self, text: str) -> tuple[Message, ...]:
        self.asked.append(text)
        await asyncio.sleep(self.slow)
        if self.away:
            raise NoAnswer(away=True)
        return (ANSWER,)

    async def card(self, told: TellCard) -> tuple[Message, ...]:
        return (OWN,)

    async def end(self) -> None:
        self.ended += 1

    async def tell(self, parts: Mapping[str, bool]) -> None:
        self.told.append(dict(parts))

    async def look(self) -> Reached:
        return Reached(not self.away, False)


@dataclass
class FakeVoice:
    said: list[str] = field(default_factory=list)
    looked: bool = False

    def say(self, text: str, *, slow: bool, loud: bool) -> None:
        self.said.append(f"{text}{' slow' * slow}{' loud' * loud}")

    def listen(self, choices: tuple[str, ...]) -> None:
        self.said.append(f"(listen {len(choices)})")

    def enough(self) -> None:
        self.said.append("(enough)")

    def stop(self) -> None:
        self.said.append("(stop)")

    def look(self) -> None:
        self.looked = True

    def close(self) -> None:
        self.said.append("(close)")


class Stage:
    """A visit with everything around it."""

    def __init__(self, desk: FakeDesk, printing: Callable[[Print], None] | None = None, **known: object) -> None:
        self.views: list[View] = []
        self.staff: list[str] = []
        self.unheard = ""  # the cause for which nobody comes
        self.over: list[Why] = []
        self.voice = FakeVoice()
        parts = Parts(desk, self.views.append, self.call, self.over.append, printing, self.voice)
        self.visit = Visit(parts, Session(speech=True, hearing=True).but(**known))
        self.visit.begin()

    async def call(self, cause: str) -> bool:
        self.staff.append(cause)
        return cause != self.unheard

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)


def test_a_question_is_asked_answered_and_spoken() -> None:
    async def run() -> None:
        desk = FakeDesk()
        stage = Stage(desk)
        for event in (Pressed("begin"), Pressed("choice:1")):
            stage.visit.feed(event)
        await stage.settle()
        assert desk.asked == ["引っ越しの手続きの期限は"] and "こえの答え" in stage.voice.said
        assert stage.views[-1].screen is Screen.ANSWER and "やさしい答え" in stage.views[-1].lines
        stage.visit.feed(Pressed("slow"))
        assert stage.voice.said[-1] == "こえの答え slow"

    asyncio.run(run())


def test_a_desk_that_is_away_is_said_and_looked_after() -> None:
    async def run() -> None:
        desk = FakeDesk(away=True)
        stage = Stage(desk)
        for event in (Pressed("begin"), Pressed("choice:1")):
            stage.visit.feed(event)
        await stage.settle()
        assert not stage.visit.session.online and stage.views[-1].screen is Screen.QUESTION
        desk.away = False
        live = asyncio.ensure_future(stage.visit.live())
        await asyncio.sleep(0.3)
        live.cancel()
        assert stage.voice.looked

    asyncio.run(run())


def test_the_end_wipes_here_and_at_the_desk_and_nothing_is_heard_afterwards() -> None:
    async def run() -> None:
        desk = FakeDesk(slow=5.0)
        stage = Stage(desk)
        for event in (READ, Pressed("ask"), Pressed("choice:1")):
            stage.visit.feed(event)
            await stage.settle()
        stage.visit.feed(EMPTY)
        await stage.settle()
        assert stage.over == [Why.CARD_OUT] and desk.ended == 1 and stage.voice.said[-1] == "(stop)"
        shown = len(stage.views)
        for event in (Pressed("begin"), READ, Heard("x"), Misheard()):
            stage.visit.feed(event)
        await stage.settle()
        assert len(stage.views) == shown and stage.views[-1].screen is Screen.GOODBYE

    asyncio.run(run())


def test_staff_is_called_without_a_word_of_the_visitor() -> None:
    async def run() -> None:
        stage = Stage(FakeDesk())
        for event in (Pressed("begin"), Pressed("type:赤"), Pressed("staff")):
            stage.visit.feed(event)
        await stage.settle()
        assert stage.staff == ["asked"] and stage.views[-1].title == "係の人を 呼びました"

    asyncio.run(run())


def test_staff_that_cannot_be_told_is_not_said_to_come() -> None:
    async def run() -> None:
        stage = Stage(FakeDesk())
        stage.unheard = "asked"
        for event in (Pressed("begin"), Pressed("staff")):
            stage.visit.feed(event)
        await stage.settle()
        assert "呼べません" in stage.views[-1].lines[0] and "呼びました" not in stage.views[-1].title

    asyncio.run(run())


def test_the_desk_is_told_which_parts_work_and_nothing_of_the_visitor() -> None:
    async def run() -> None:
        desk = FakeDesk()
        stage = Stage(desk)
        for event in (Pressed("begin"), Pressed("type:赤"), GONE):
            stage.visit.feed(event)
        live = asyncio.ensure_future(stage.visit.live())
        await stage.settle()
        live.cancel()
        assert desk.told == [{"reader": False, "rulebook": False, "hearing": True}]

    asyncio.run(run())


def test_listening_knows_the_choices_of_the_screen_and_ends_with_a_key() -> None:
    async def run() -> None:
        stage = Stage(FakeDesk())
        for event in (Pressed("begin"), Pressed("talk"), Pressed("said")):
            stage.visit.feed(event)
        assert stage.voice.said == ["(listen 6)", "(enough)"]

    asyncio.run(run())


def test_what_changes_nothing_is_not_drawn_again() -> None:
    async def run() -> None:
        stage = Stage(FakeDesk())
        shown = len(stage.views)
        for event in (Tick(), Tick(), Heard("x"), Pressed("no key of the view")):
            stage.visit.feed(event)
        assert len(stage.views) == shown

    asyncio.run(run())


def test_a_printer_that_fails_is_said_and_the_visit_goes_on() -> None:
    printed: list[Print] = []

    def fails(_order: Print) -> None:
        raise RuntimeError("no paper")

    async def run(printing: Callable[[Print], None] | None, words: str) -> None:
        stage = Stage(FakeDesk(), printing, printer=True)
        for event in (READ,):
            stage.visit.feed(event)
            await stage.settle()
        stage.visit.feed(Pressed("print"))
        await stage.settle()
        await asyncio.sleep(0.1)
        assert any(words in one for one in stage.views[-1].notices)

    asyncio.run(run(printed.append, "印刷しました"))
    asyncio.run(run(fails, "印刷できませんでした"))
    asyncio.run(run(None, "印刷できませんでした"))
    assert printed[0].calendar == OWN.calendar
