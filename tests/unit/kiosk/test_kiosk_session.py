"""The session core, by the table, and what holds whatever happens."""

from __future__ import annotations

import random
from dataclasses import fields

import pytest
from kiosk_session_parts import ANSWER, BAD, DV, EMPTY, GONE, LEFT, OWN, READ, READING, SECRET, Case, Seen
from kiosk_session_table import TABLE

from bot.kiosk.drawn import View
from bot.kiosk.model import (
    Answered,
    Ask,
    CardMoved,
    Event,
    Failed,
    Heard,
    Message,
    Misheard,
    Order,
    Pressed,
    Printed,
    Reached,
    Say,
    Screen,
    TellCard,
    Tick,
    VoiceLost,
    Wipe,
)
from bot.kiosk.screens import view
from bot.kiosk.session import IDLE, step
from bot.kiosk.state import Session


def words_of(drawn: View) -> str:
    """All words that are to be seen."""
    keys = [key.label for row in (drawn.keys, drawn.always, *drawn.board) for key in row]
    return "\n".join(
        [
            drawn.title,
            drawn.today,
            *drawn.lines,
            *drawn.notices,
            *(bar.words for bar in drawn.bars),
            *keys,
            drawn.draft or "",
        ]
    )


class Running:
    """A session with its clock and all orders so far."""

    def __init__(self, **known: object) -> None:
        self.session = Session().but(**known)
        self.now = 1000.0
        self.orders: list[Order] = []

    def feed(self, event: Event | float) -> None:
        """An event; a number: so many seconds, in ticks."""
        if isinstance(event, float):
            end = self.now + event
            while self.now < end:
                self.now += 0.25
                self._step(Tick())
        else:
            self._step(event)

    def _step(self, event: Event) -> None:
        self.session, orders = step(self.session, event, self.now)
        self.orders += orders

    @property
    def view(self) -> View:
        return view(self.session)


def check(drawn: View, wanted: Seen) -> None:
    words = words_of(drawn)
    assert drawn.screen is wanted.screen
    for part in wanted.words:
        assert part in words
    for part in wanted.never:
        assert part not in words
    if wanted.draft is not None:
        assert drawn.draft == wanted.draft


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_the_table_holds_for_the_core(case: Case) -> None:
    running = Running()
    for event, wanted in case.steps:
        running.feed(event)
        check(running.view, wanted)
    kinds = iter([type(order).__name__ for order in running.orders])
    assert [wanted for wanted in case.orders if wanted not in kinds] == []  # in this order, among others


def test_the_table_reaches_every_screen() -> None:
    assert {wanted.screen for case in TABLE for _event, wanted in case.steps} == set(Screen)


def test_what_must_not_be_overheard_is_shown_and_not_spoken() -> None:
    running = Running()
    for event in (Pressed("begin"), Pressed("choice:0"), Answered(1, (DV,))):
        running.feed(event)
    assert "ここに います" in words_of(running.view)
    assert not [order for order in running.orders if isinstance(order, Say)]


@pytest.mark.parametrize(
    "heard", ["暗証番号は1234です", "暗証番号は１２３４です", "暗証番号は一二三四です", "夫に殴られています", "死にたいです"]
)
def test_what_must_not_be_overheard_is_not_repeated_aloud(heard: str) -> None:
    running = Running(hearing=True, speech=True)
    for event in (Pressed("begin"), Pressed("talk"), Heard(heard)):
        running.feed(event)
    said = [order.text for order in running.orders if isinstance(order, Say)]
    assert heard in words_of(running.view) and len(said) == 1 and heard not in said[0] and "画面" in said[0]


def test_a_choice_that_was_heard_is_sent_as_the_choice_and_words_as_words() -> None:
    running = Running(hearing=True, speech=True)
    for event in (Pressed("begin"), Pressed("talk"), Heard("引っ越しです", 1), Pressed("send")):
        running.feed(event)
    for event in (Answered(1, (ANSWER,)), Pressed("talk"), Heard("別のことです"), Pressed("send")):
        running.feed(event)
    asked = [order.text for order in running.orders if isinstance(order, Ask)]
    assert asked == ["引っ越しの手続きの期限は", "別のことです"]


def test_what_was_heard_is_repeated_where_nothing_speaks_against_it() -> None:
    running = Running(hearing=True, speech=True)
    for event in (Pressed("begin"), Pressed("talk"), Heard("引っ越しました")):
        running.feed(event)
    assert [order.text for order in running.orders if isinstance(order, Say) and "引っ越しました" in order.text]


def test_the_receipt_holds_the_days_and_the_sources() -> None:
    from bot.kiosk.screens import receipt

    lines, calendar = receipt(Session(shown=(OWN, Message("答え", sources=("北区の案内",)))))
    assert "更新　2026年12月20日（日）まで　あと28日" in lines and "北区の案内" in lines and calendar == OWN.calendar
    assert lines[-1] == "おわると、ここで話したことは、この端末から消えます。"  # the visit is still on while it is printed


def test_the_timeline_has_a_code_of_the_calendar_only_where_a_phone_can_reach_it() -> None:
    shown = Session(screen=Screen.TIMELINE, shown=(OWN,), begun=True)
    near = Session(screen=Screen.TIMELINE, shown=(Message("x", calendar="api/v1/calendar/a.ics"),), begun=True)
    assert len(view(shown).code) == len(view(shown).code[0]) > 20 and not view(near).code


def test_a_session_and_its_events_cannot_print_what_was_said() -> None:
    running = Running()
    for event in (READ, Answered(1, (OWN,)), Pressed("ask"), *(Pressed(f"type:{one}") for one in SECRET)):
        running.feed(event)
    told = [
        repr(running.session),
        repr(view(running.session)),
        repr(READ),
        repr(Heard(SECRET)),
        repr(Ask(1, SECRET)),
        repr(running.orders),
        repr(OWN),
    ]
    assert not [one for one in told if SECRET in one or "2026" in one or "更新" in one or "赤" in one]


def any_event(dice: random.Random, session: Session) -> Event | float:
    """Something that may happen: keys of the view most often, as a child that hits all keys."""
    drawn = view(session)
    keys = [key.id for row in (drawn.keys, drawn.always, *drawn.board) for key in row]
    others: list[Event | float] = [
        Tick(),
        READ,
        READING,
        EMPTY,
        LEFT,
        BAD,
        GONE,
        CardMoved("several_cards"),
        Failed(session.order),
        Heard("ひっこし"),
        Misheard(),
        Answered(session.order, (ANSWER,)),
        Answered(session.order, (OWN,)),
        Answered(dice.randrange(9), (DV,)),
        Answered(session.order, ()),
        Reached(True),
        Reached(False, False),
        Reached(False, True),
        VoiceLost(True, True),
        VoiceLost(False, False),
        Printed(True),
        Printed(False),
        float(dice.choice([1, 5, 30, 130])),
        Pressed("type:赤"),
        Pressed(dice.choice(["end", "type:3", "x", "choice:99", "choice:x", "type:"])),
    ]
    return Pressed(dice.choice(keys)) if keys and dice.random() < 0.6 else dice.choice(others)


OF_THE_VISIT = (
    "draft",
    "shown",
    "own",
    "confirm",
    "misses",
    "plain",
    "slow",
    "loud",
    "large",
    "card_in",
    "warned",
    "waiting",
    "telling",
    "offered",
    "meant",
    "begun",
)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_the_end_can_be_pressed_and_the_next_visitor_starts_clean(seed: int) -> None:
    dice, running, plain = random.Random(seed), Running(), Session()
    for _ in range(1500):
        before = len(running.orders)
        running.feed(any_event(dice, running.session))
        assert "end" in {key.id for key in running.view.always}
        assert len(running.session.draft) <= 100
        if any(isinstance(order, Wipe) for order in running.orders[before:]) and not running.session.begun:
            kept = [name for name in OF_THE_VISIT if getattr(running.session, name) != getattr(plain, name)]
            assert kept == []
    # and whoever walks away is wiped within two minutes
    running.feed(IDLE + 1)
    assert not running.session.begun and not running.session.shown and not running.session.draft
    assert not running.session.waiting
    assert running.session.screen in (Screen.IDLE, Screen.OFFLINE, Screen.GOODBYE)


def test_every_field_of_the_session_is_of_the_visit_or_of_the_kiosk() -> None:
    """A new field must be put on one of the two lists; what is of the visit is wiped by being left out of `fresh`."""
    kiosk = {
        "order",
        "why",
        "must_go",
        "reminded",
        "told_staff",
        "reader",
        "online",
        "can_go_on",
        "speech",
        "hearing",
        "printer",
        "staffed",
    }
    other = {"screen", "since", "touched", "before", "pad", "sent", "notice"}
    assert {one.name for one in fields(Session)} == kiosk | other | set(OF_THE_VISIT)


def test_facts_of_the_card_go_to_the_desk_and_are_not_kept() -> None:
    running = Running()
    running.feed(READ)
    assert [order.expires_on for order in running.orders if isinstance(order, TellCard)] == [READ.expires_on]
    assert running.session.reader.facts is None and running.session.reader.expires_on is None


def test_each_key_of_the_pad_is_given_once() -> None:
    running = Running()
    for event in (READ, Answered(1, (OWN, ANSWER)), VoiceLost(True, True)):
        running.feed(event)
    numbers = [key.digit for key in (*running.view.keys, *running.view.always) if key.digit]
    assert len(numbers) == len(set(numbers)) >= 6
