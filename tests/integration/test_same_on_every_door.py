"""One contract for every door that exists: the same question gives the same statements. A new door joins with one entry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from desk_fakes import Desk, FakeEngine
from thinking import thinking

from bot.rulebook.statements.loader import load_rules

KIOSK_KEY: Final = "a-kiosk-key-for-tests-only"
TEXTS: Final = {  # text -> what it is understood as
    "カードをなくしました": "loss",
    "引っ越しました": "moving",
    "従来の保険証は使えますか": "old_card",
    "電子証明書の期限はいつですか": "cert_expiry",
    "夫の暴力から逃げています": "dv_emergency",
}
Statements = list[tuple[str, ...]]


def of_messages(messages: list[dict[str, Any]]) -> Statements:
    """Ids of the statements of a reply, message by message."""
    return [tuple(part["id"] for part in message["parts"] if part["id"]) for message in messages]


def by_web(desk: Desk, question: str) -> Statements:
    return of_messages(desk.talk(question)[0]["messages"])


def by_form(desk: Desk, question: str) -> Statements:
    desk.call("POST", "/form-new")  # the client keeps cookies
    body = urlencode({"text": question, "page": str(uuid.uuid4())})
    answer = desk.call("POST", "/form", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    return [tuple(one.split()) for one in re.findall(r'data-statements="([^"]*)"', answer.text)]


def by_kiosk(desk: Desk, question: str) -> Statements:
    headers = {"X-Kiosk-Key": KIOSK_KEY, "X-Kiosk-Device": "lobby"}
    session = desk.call("POST", "/api/v1/kiosk/visit", headers=headers).json()["session"]
    answer = desk.call("POST", "/api/v1/kiosk/chat", headers=headers, json={"session": session, "text": question})
    return of_messages(answer.json()["messages"])


DOORS: Final[dict[str, Callable[[Desk, str], Statements]]] = {"web": by_web, "form": by_form, "kiosk": by_kiosk}
FIRST, *OTHERS = DOORS


@pytest.fixture(scope="module")
def thinking_desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk(kiosk_key=KIOSK_KEY)


@pytest.mark.parametrize("door", OTHERS)
@pytest.mark.parametrize("question", [*(f"topic:{name}" for name in load_rules().topics), *TEXTS])
def test_the_same_question_gives_the_same_statements(thinking_desk: Desk, engine: FakeEngine, question: str, door: str) -> None:
    engine.answers = thinking(TEXTS)
    said = DOORS[FIRST](thinking_desk, question)
    assert said and DOORS[door](thinking_desk, question) == said


def test_the_contract_compares_something(thinking_desk: Desk, engine: FakeEngine) -> None:
    engine.answers = thinking(TEXTS)
    said = [DOORS[FIRST](thinking_desk, f"topic:{name}") for name in load_rules().topics]
    assert sum(any(ids) for ids in said) > 30
