"""The whole thing as a new user starts it: `mynadesk up` on free ports, questions in Japanese, Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from running import ROOT, Running, texts

PLANTED = ("123456789018", "090-1234-5678", "taro@example.jp")


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("マイナ保険証の登録方法を教えてください", "セブン銀行"),
        ("ふるい ほけんしょうは まだ つかえますか", "使えません"),
        ("12月20日に引っ越します。転入届はいつまでですか", "2027年1月3日"),
        ("夫に殴られています 助けて", "110"),
        ("妻が閲覧制限をかけているか教えて", "お答えできません"),
        ("確定申告のやり方を教えて", "お答えできません"),
        ("担当者と話したい", "088-804-3038"),
    ],
)
def test_a_question_gets_its_answer(desk: Running, question: str, word: str) -> None:
    assert word in texts(desk.say(question))


def test_an_answer_names_its_source(desk: Running) -> None:
    message = desk.say("電子証明書の有効期限はどうやって更新しますか")["messages"][0]
    assert message["sources"]
    assert message["sources"][0]["verified_on"]


def test_the_insurer_is_asked_remembered_and_changed(desk: Running) -> None:
    first = desk.say("利用登録を解除したい")
    assert "どちらの保険" in texts(first)
    second = desk.say("北区の国民健康保険です", first["session"])
    assert "国保資格係" in texts(second)
    third = desk.say("保険を変える", second["session"])
    assert "どちらの保険" in texts(third)


def test_a_conversation_corrects_a_day(desk: Running) -> None:
    first = desk.say("12月3日に引っ越します。転入届の期限は？")
    assert "2026年12月17日" in texts(first)
    assert "2026年12月18日" in texts(desk.say("間違えた、12月4日", first["session"]))


def test_numbers_are_refused_and_stand_in_no_file(desk: Running) -> None:
    session = None
    for planted in PLANTED:
        answer = desk.say(f"カードをなくしました。番号は{planted}です", session)
        session = answer["session"]
        assert planted not in json.dumps(answer, ensure_ascii=False)
        assert "停止" in texts(answer)
    found = [str(path) for path in desk.data.rglob("*") if path.is_file() and not path.is_symlink() for word in PLANTED if word.encode() in path.read_bytes()]
    assert found == []


def test_the_engine_answers_nobody_without_its_token(desk: Running) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{desk.engine_port}/webhooks/desk/webhook", b'{"sender": "x", "message": "x"}', {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert refused.value.code == 401


def ask_engine(desk: Running, method: str, path: str, token: bytes | None, body: object = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and content of the engine's own answer."""
    connection = http.client.HTTPConnection("127.0.0.1", desk.engine_port, timeout=20)
    connection.putrequest(method, path)
    content = json.dumps(body).encode() if body is not None else b""
    if token is not None:
        connection.putheader("X-Engine-Token", token)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(content)))
    connection.endheaders(content)
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize("token", [None, b"", b"a wrong token of the tests", b"\xff\xfe", "トークン".encode()])
def test_any_other_token_is_refused(desk: Running, token: bytes | None) -> None:
    assert ask_engine(desk, "GET", "/webhooks/desk/", token)[0] == 401
    assert ask_engine(desk, "POST", "/webhooks/desk/webhook", token, {"sender": "x", "message": "x"})[0] == 401


@pytest.mark.parametrize("path", ["/", "/version", "/status", "/webhooks/"])
def test_the_engine_does_not_tell_what_it_is(desk: Running, path: str) -> None:
    status, headers, content = ask_engine(desk, "GET", path, None)
    assert status == 404
    assert b"3.6" not in content and b"rasa" not in content.lower() and "server" not in headers


BAD_BODIES = [None, [], "x", {}, {"sender": "x"}, {"sender": "", "message": "x"}, {"sender": "x" * 201, "message": "x"}, {"sender": 1, "message": "x"}, {"sender": "x", "message": "x", "metadata": []}]


@pytest.mark.parametrize("body", BAD_BODIES, ids=str)
def test_the_engine_refuses_what_is_no_message(desk: Running, body: object) -> None:
    status, _headers, content = ask_engine(desk, "POST", "/webhooks/desk/webhook", desk.engine_token().encode(), body)
    assert (status, json.loads(content)) == (400, {"status": "failure", "reason": "BadRequest"})


def test_the_engine_keeps_nothing_of_a_conversation_whose_belief_travels(desk: Running) -> None:
    token = desk.engine_token().encode()

    def ask(text: str, belief: object) -> list[dict[str, object]]:
        body = {"sender": "a 会話", "message": text, "metadata": {"channel": "web", "insurer": None, "belief": belief}}
        status, _headers, content = ask_engine(desk, "POST", "/webhooks/desk/webhook", token, body)
        assert status == 200
        return [one["custom"] for one in json.loads(content) if "custom" in one]

    told = ask("12月3日に引っ越しました。転入届の期限は？", {})[-1]["belief"]
    assert "2026-12-03" in json.dumps(told)
    assert "2026-12-03" not in json.dumps(ask("もう一度言ってください", {}))
    assert ask("もう一度言ってください", told)[0]["topic"] == "moving_deadline"


def test_messages_of_one_conversation_at_once_do_not_wait_a_second_for_each_other(desk: Running) -> None:
    session = desk.say("登録の方法を教えてください")["session"]
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: desk.say("もう一度言ってください", session), range(8)))
    assert time.monotonic() - began < 3.0  # Rasa's lock looked once a second: six seconds
    assert len({texts(answer) for answer in answers}) == 1


def test_a_second_desk_says_that_the_port_is_taken(desk: Running) -> None:
    env = os.environ | {"MYNADESK_PORT": str(desk.port), "MYNADESK_ENGINE_PORT": str(desk.engine_port), "MYNADESK_DATA": str(desk.data)}
    ended = subprocess.run([str(ROOT / ".venv/bin/mynadesk"), "up"], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"ポート {desk.port}" in ended.stderr
    assert "Traceback" not in ended.stderr
