"""Replies as messages of the platform."""

from __future__ import annotations

from typing import Any

import pytest

from bot.doors.line.commands import Command, button_command, read_command
from bot.doors.line.face import faces
from bot.doors.line.limits import BUBBLES, LABEL, QUICK_REPLIES, TEXT, units
from bot.doors.line.timeline import timeline
from bot.line_box.schema import messaging_api

REPLY = messaging_api().operation("POST", "/v2/bot/message/reply")


def part(text: str, **more: str) -> dict[str, str]:
    return {"kind": "statement", "text": text, "easy": "", "speech": "", "id": ""} | more


def valid(messages: list[dict[str, Any]]) -> list[str]:
    assert REPLY is not None and REPLY.body is not None
    return messaging_api().problems(REPLY.body, {"replyToken": "t", "messages": messages})


def test_the_short_text_comes_first_and_the_rest_with_its_sources_after_it() -> None:
    message = {"parts": [part("短い答えです。"), part("長い説明です。" * 70)], "sources": [{"title": "案内", "url": "https://example.jp/"}]}
    first, second = faces([message])
    assert first == {"type": "text", "text": "短い答えです。"}
    assert second["text"].endswith("出典：案内\nhttps://example.jp/?openExternalBrowser=1")


def test_a_short_reply_is_one_message_with_its_source() -> None:
    assert [one["text"] for one in faces([{"parts": [part("一つ。"), part("二つ。")], "sources": [{"title": "案内"}]}])] == ["一つ。\n二つ。\n\n出典：案内"]


def test_easy_japanese_where_there_is_such_a_form() -> None:
    message = {"parts": [part("期限です。", easy="いつまでかです。"), part("届け出。")]}
    assert faces([message], easy=True)[0]["text"] == "いつまでかです。\n届け出。"


@pytest.mark.parametrize("count", [1, 5, 6, 13])
@pytest.mark.parametrize("length", [10, 3_000, 12_000])
def test_however_much_is_said_it_fits(count: int, length: int) -> None:
    said = faces([{"text": "長い文です👍。" * (length // 8), "buttons": [{"title": "名" * 50, "payload": f"{place}"} for place in range(20)]}] * count)
    assert len(said) <= BUBBLES and valid(said) == []
    assert all(units(one["text"]) <= TEXT for one in said)
    items = said[-1]["quickReply"]["items"]
    assert len(items) == QUICK_REPLIES and all(units(one["action"]["label"]) <= LABEL for one in items)
    assert not any("quickReply" in one for one in said[:-1])


def test_who_is_answered_in_easy_japanese_reads_its_readings() -> None:
    part = {"text": "電話してください", "easy": "電話（でんわ）して ください"}
    for message in (part, {**part, "parts": [part]}):
        assert [one["text"] for one in faces([{**message, "language": "easy"}])] == [part["easy"]]
        assert [one["text"] for one in faces([message])] == [part["text"]]


def test_nothing_to_say_is_nothing() -> None:
    assert faces([]) == [] and faces([{"text": " "}]) == []


def test_in_careful_mode_there_is_text_alone_and_the_advice_once() -> None:
    message = {"text": "110番へ。", "deadlines": [deadline("2026-12-17")]}
    assert [one["type"] for one in faces([message], careful=True, advise=True)] == ["text", "text"]
    assert "削除してください" in faces([message], careful=True, advise=True)[-1]["text"]
    assert len(faces([message], careful=True)) == 1


# ---- the timeline
def deadline(due: str | None, days: int = 25, **more: Any) -> dict[str, Any]:
    return {"id": "x", "name": "転入届", "whose": "", "due": due, "days_left": days, "state": "open"} | more


def test_deadlines_stand_nearest_first_and_those_over_say_so() -> None:
    bubble = timeline([deadline("2026-12-17"), deadline("2026-11-20", -2, state="over"), deadline("2026-11-29", 7, whose="お母さま")], None)
    assert bubble is not None
    lines = [[text["text"] for text in row["contents"]] for row in bubble["contents"]["body"]["contents"] if row["type"] == "box"]
    assert [line[0] for line in lines] == ["2026年11月20日（金）（過ぎています）", "2026年11月29日（日）まで（あと7日）", "2026年12月17日（木）まで（あと25日）"]
    assert lines[1][1] == "お母さま：転入届"
    assert "footer" not in bubble["contents"] and valid([bubble]) == []
    assert "転入" not in bubble["altText"]  # what a notification shows


def test_many_deadlines_fit_and_none_with_a_day_is_no_picture() -> None:
    many = timeline([deadline("2026-12-17", name="名前" * 400)] * 40, "https://example.jp/x.ics")
    assert many is not None and valid([many]) == []
    assert timeline([deadline(None)], None) is None


def test_a_calendar_link_too_long_for_a_button_is_left_off() -> None:
    bubble = timeline([deadline("2026-12-17")], "https://example.jp/" + "x" * 1_000)
    assert bubble is not None and "footer" not in bubble["contents"]


# ---- commands
@pytest.mark.parametrize(
    ("text", "name", "before"),
    [
        ("3日前に知らせて", "remind", 3), ("３日前に知らせてください。", "remind", 3), ("三日前に教えて", "remind", 3), ("１週間前に通知して", "remind", 7),
        ("忘れて", "forget", 0), (" わすれて ", "forget", 0), ("全部消してください", "forget", 0),
        ("やさしい日本語", "easy", 0), ("やさしい日本語で話して", "easy", 0), ("ふつうの日本語", "ja", 0),
        ("お知らせ一覧", "list", 0), ("お知らせをやめる", "cancel", 0), ("お知らせをすべてやめる", "cancel", 0), ("通知を取り消して", "cancel", 0),
    ],
)  # fmt: skip
def test_a_whole_message_is_a_command(text: str, name: str, before: int) -> None:
    command = read_command(text)
    assert command is not None and (command.name, command.before) == (name, before)


@pytest.mark.parametrize("text", ["暗証番号を忘れて困っています", "3日前に知らせてもらった件", "お知らせが届きません", "資格情報のお知らせ", "登録を消してください", "いつまで", ""])
def test_a_question_is_no_command(text: str) -> None:
    assert read_command(text) is None


def test_a_button_carries_the_day_and_a_spoilt_one_nothing() -> None:
    assert button_command("remind:2026-12-17:3") == Command("remind", __import__("datetime").date(2026, 12, 17), 3)
    for spoilt in ("remind:2026-02-30:3", "remind:2026-12-17:333", "topic:moving", "remind::"):
        assert button_command(spoilt) is None


@pytest.mark.parametrize(("left", "says"), [(0, "（今日まで）"), (1, "（あと1日）"), (None, "まで")])
def test_the_days_left_are_said_as_people_say_them(left: int | None, says: str) -> None:
    deadline = {"due": "2026-12-17", "name": "転入届", "whose": "", "state": "open", "days_left": left}
    bubble = timeline([deadline], None)
    assert bubble is not None
    row = bubble["contents"]["body"]["contents"][2]["contents"][0]["text"]
    assert row.endswith(says) and "あと0日" not in row and "None" not in row
