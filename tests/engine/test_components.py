"""The engine's own pieces: its only door, and its tokenizer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sanic import Sanic

from bot.nlu.desk_channel import DeskChannel
from bot.nlu.tokenizer import WORDS, GinzaTokenizer
from bot.text import MAX_CHARS

TOKEN = "an engine token of the tests"

# ---- the door


class Door:
    """The desk channel on a free port of this machine, and what it lets through."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = self._loop.run_until_complete(self._open())

    async def _open(self) -> Any:
        app = Sanic("door", register=False)
        app.blueprint(DeskChannel.from_credentials({"token": TOKEN}).blueprint(self._hear), url_prefix="/webhooks/desk")
        server = await app.create_server(sock=self._socket, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        return server

    async def _hear(self, message: UserMessage) -> None:
        self.heard.append(message)
        await message.output_channel.send_response(message.sender_id, {"text": "x", "custom": {"text": "返事"}})

    def call(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> tuple[int, Any]:
        """Status and JSON answer of one request."""
        return self._loop.run_until_complete(self._call(method, path, headers, body))

    async def _call(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{self._socket.getsockname()[1]}{path}"
        async with aiohttp.ClientSession() as client, client.request(method, url, headers=headers, json=body) as answer:
            return answer.status, await answer.json()

    def close(self) -> None:
        """Ends it."""
        self._server.close()
        self._loop.run_until_complete(self._server.wait_closed())
        self._loop.close()
        self._socket.close()


@pytest.fixture(scope="module")
def open_door() -> Iterator[Door]:
    door = Door()  # one for all: Sanic prepares its classes once in a process
    yield door
    door.close()


@pytest.fixture
def door(open_door: Door) -> Door:
    open_door.heard.clear()
    return open_door


MESSAGE = {"sender": "c1", "message": "保険証は使えますか", "metadata": {"channel": "web", "insurer": "kitaku"}}
WRONG: dict[str, dict[str, str]] = {
    "no token": {},
    "empty": {"X-Engine-Token": ""},
    "wrong": {"X-Engine-Token": "another token of the tests"},
    "beginning": {"X-Engine-Token": TOKEN[:-1]},
    "longer": {"X-Engine-Token": TOKEN + "x"},
    "japanese": {"X-Engine-Token": "札"},
    "other header": {"Authorization": f"Bearer {TOKEN}"},
}


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize(("method", "path"), [("POST", "/webhooks/desk/webhook"), ("GET", "/webhooks/desk/")])
def test_without_the_token_nothing_comes_in(door: Door, headers: dict[str, str], method: str, path: str) -> None:
    status, answer = door.call(method, path, headers, MESSAGE if method == "POST" else None)
    assert (status, answer["reason"]) == (401, "NotAuthenticated")
    assert door.heard == []


def test_with_the_token_a_message_is_answered_with_its_structured_part(door: Door) -> None:
    status, answer = door.call("POST", "/webhooks/desk/webhook", {"X-Engine-Token": TOKEN}, MESSAGE)
    assert status == 200
    assert {"recipient_id": "c1", "custom": {"text": "返事"}} in answer
    (heard,) = door.heard
    assert (heard.text, heard.sender_id, heard.metadata) == (MESSAGE["message"], "c1", MESSAGE["metadata"])


def test_with_the_token_the_engine_says_that_it_is_there(door: Door) -> None:
    assert door.call("GET", "/webhooks/desk/", {"X-Engine-Token": TOKEN}) == (200, {"status": "ok"})


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": None}, {"token": "short"}, {"token": "${MYNADESK_ENGINE_TOKEN}"}], ids=str)
def test_a_door_without_a_good_token_is_not_opened(credentials: Any) -> None:
    with pytest.raises(ValueError, match="MYNADESK_ENGINE_TOKEN"):
        DeskChannel.from_credentials(credentials)


# ---- the tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> GinzaTokenizer:
    return GinzaTokenizer(GinzaTokenizer.get_default_config())


def cut(tokenizer: GinzaTokenizer, text: str) -> list[str]:
    """The words of a text."""
    return [token.text for token in tokenizer.tokenize(Message(data={TEXT: text}), TEXT)]


def test_mode_a_cuts_the_same_words_alike_in_different_sentences(tokenizer: GinzaTokenizer) -> None:
    noun, verb = cut(tokenizer, "有効期限切れ"), cut(tokenizer, "有効期限が切れた")
    assert noun[:2] == verb[:2] == ["有効", "期限"]
    assert len(noun) == 3 and noun[2].startswith("切れ")


@pytest.mark.parametrize("text", ["健康保険証を見せる", "マイナンバーカードの有効期限切れ", "資格確認書がほしい", "転出予定日は12月3日です"])
def test_a_text_is_always_cut_the_same(tokenizer: GinzaTokenizer, text: str) -> None:
    assert {tuple(cut(tokenizer, text)) for _ in range(5)} == {tuple(cut(GinzaTokenizer(GinzaTokenizer.get_default_config()), text))}


TEXTS = ["保険証は使えますか", "カードを なくした", "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ😀の期限", "a b\n\tc", "𠮷野家の隣", "髙橋です。期限は？", "…", "の", " 空 白 "]


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_point_at_the_words_in_the_normalised_text(tokenizer: GinzaTokenizer, text: str) -> None:
    message = Message(data={TEXT: text})
    tokens = tokenizer.tokenize(message, TEXT)
    whole = message.get(WORDS).text
    assert tokens
    assert [whole[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert "".join(token.text for token in tokens) == whole.replace(" ", "")


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "😀", "\x00"])
def test_a_text_without_words_has_no_tokens(tokenizer: GinzaTokenizer, text: str) -> None:
    assert cut(tokenizer, text) == []


def test_half_width_and_full_width_are_the_same_words(tokenizer: GinzaTokenizer) -> None:
    assert cut(tokenizer, "ﾏｲﾅﾝﾊﾞｰｶｰﾄﾞ") == cut(tokenizer, "マイナンバーカード")


@pytest.mark.parametrize("text", ["期限は？" * 20_000, "あ" * 60_000, "𠮷" * 20_000, "a " * 40_000, "1" * 60_000], ids=["question", "kana", "rare", "latin", "digits"])
def test_more_than_sudachi_can_take_is_cut_before(tokenizer: GinzaTokenizer, text: str) -> None:
    assert len(text.encode()) > 49_149
    assert sum(map(len, cut(tokenizer, text))) <= MAX_CHARS


def test_many_threads_get_what_one_gets(tokenizer: GinzaTokenizer) -> None:
    texts = [f"{text}{number}番の窓口で手続きする" for number in range(40) for text in TEXTS[:4]]
    alone = [cut(tokenizer, text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: cut(tokenizer, text), texts * 4))
    assert together == alone * 4


def test_the_tokenizers_registration_is_what_rasa_needs(tokenizer: GinzaTokenizer) -> None:
    message = Message.build("保険証は使えますか")
    (processed,) = tokenizer.process([message])
    tokens = processed.get("text_tokens")
    assert "".join(token.text for token in tokens) == "保険証は使えますか"
    assert all(token.lemma for token in tokens)
