"""Hand-over between the bot and people: one owner at a time, every change told, nothing lost, doubled or out of order."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from desk_fakes import Desk, FakeEngine, a_reply
from staff_people import Browser, hire

from bot.settings import Settings
from bot.staff.console import open_console
from bot.staff.desk_settings import DeskSettings, SettingStore

OpenDesk = Callable[..., Desk]
OPEN = DeskSettings(people=True, weekdays=(0, 1, 2, 3, 4, 5, 6), opens="00:00", closes="23:59")
SAYS = "わたしは田中花子です"


def with_names(request: httpx.Request) -> httpx.Response:
    """An engine that masks one name, and answers with the topic that its text names."""
    if request.method == "GET":
        return httpx.Response(200, json={"status": "ok"})
    body = json.loads(request.content)
    if request.url.path.endswith("/names"):
        return httpx.Response(200, json={"texts": [one.replace("田中花子", "〔名前〕") for one in body["texts"]]})
    topic = "human_handoff" if "人と話" in body["message"] else "old_card"
    misses = body["message"].count("わからない") and int(body["metadata"]["belief"].get("misses", 0)) + 1
    reply = a_reply(f"返事：{body['message']}".replace("田中花子", "…"), topic=topic)
    return httpx.Response(200, json=[reply, {"custom": {"belief": {**body["metadata"]["belief"], "misses": misses}}}])


@pytest.fixture(scope="module", autouse=True)
def staff(shared_desk: Desk, settings: Settings) -> None:
    for name, role in {"hanako": "supervisor", "taro": "operator", "jun": "operator"}.items():
        hire(settings, name, role)


def set_desk(settings: Settings, wanted: DeskSettings) -> None:
    console = open_console(settings)
    SettingStore(console.engine, console.audit).change("(test)", wanted)
    console.engine.dispose()


@pytest.fixture
def people(settings: Settings, open_desk: OpenDesk, engine: FakeEngine) -> Any:
    """A desk with people; afterwards there are none again."""
    engine.answers = with_names
    set_desk(settings, OPEN)
    # the settings are remembered for seconds; a holiday of the fixed day would close the desk
    yield open_desk(fixed_today=settings.fixed_today.replace(day=24) if settings.fixed_today else None)
    set_desk(settings, DeskSettings())


class Person:
    """Somebody at the web door."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.session: str | None = None
        self.owner = ""

    def say(self, text: str, **more: Any) -> list[str]:
        answer = self.desk.say(text, self.session, **more)
        assert answer.status_code == 200, answer.text
        self.session, self.owner = answer.json()["session"], answer.json()["owner"]
        return [one["text"] for one in answer.json()["messages"]]

    @property
    def conversation(self) -> str:
        from itsdangerous.encoding import base64_decode

        return str(json.loads(base64_decode(str(self.session).partition(".")[0])))


def waiting(desk: Desk, *before: str) -> Person:
    person = Person(desk)
    for text in before or (SAYS,):
        person.say(text)
    said = person.say("handover:ask")
    assert person.owner == "waiting" and "担当者を呼んでいます" in said[0], said
    return person


def lines(operator: Browser, person: Person) -> list[str]:
    """What the operator's page shows of the talk."""
    page = operator.get(f"chat-part?id={quote(person.conversation)}")
    return re.findall(r"<li class=\"(?:person|staff|bot)\"[^>]*><small>[^<]*</small>([^<]*)", page.text)


def act(operator: Browser, person: Person, do: str, **fields: str) -> int:
    operator.get("chats")
    return operator.post(f"chat?id={quote(person.conversation)}", do=do, **fields).status_code


def say(operator: Browser, person: Person, text: str, message_id: str = "") -> int:
    return act(operator, person, "say", text=text, message_id=message_id or str(uuid4()))


def test_a_person_is_offered_where_one_is_asked_for_and_after_two_misses(people: Desk) -> None:
    assert "職員と話すこともできます" in Person(people).say("人と話したい")[-1]
    person = Person(people)
    assert "職員と話す" not in person.say("わからない")[-1]
    assert "職員と話すこともできます" in person.say("わからない")[-1]
    assert "職員と話す" not in Person(people).say("カードの期限")[-1]


def test_waiting_claiming_talking_and_closing(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    queue = taro.get("chats")
    assert "待っている人：<strong>1</strong>人" in queue.text
    assert say(taro, person, "こんにちは") == 409  # nobody writes before claiming
    assert act(taro, person, "claim") == 303
    assert person.say("田中花子の保険証です") == []
    assert person.owner == "human"
    assert say(taro, person, "調べますね") == 303
    shown = lines(taro, person)
    assert shown[-3:] == ["担当者が入りました。ここからは職員がお答えします。", "〔名前〕の保険証です", "調べますね"]
    assert act(taro, person, "close") == 303
    assert say(taro, person, "まだです") == 409
    assert person.say("期限は")[-1] == "返事：期限は" and person.owner == "bot"


def test_the_packet_has_neither_names_nor_numbers(people: Desk) -> None:
    person, taro = waiting(people, SAYS, "電話は090-1234-5678です"), Browser(people, "taro")
    page = taro.get(f"chat?id={quote(person.conversation)}").text
    assert "わたしは〔名前〕です" in page and "〔電話番号〕" in page
    assert "田中花子" not in page and "090" not in page
    act(taro, person, "claim")
    act(taro, person, "close")


def test_while_names_cannot_be_masked_nothing_is_passed_on(people: Desk, engine: FakeEngine) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    engine.answers = lambda _request: httpx.Response(503)
    message_id = str(uuid4())
    assert "もう一度送ってください" in person.say("田中花子です", message_id=message_id)[0]
    engine.answers = with_names
    person.say("田中花子です", message_id=message_id)  # the same message again is taken now
    act(taro, person, "claim")
    assert [one for one in lines(taro, person) if "です" in one and "名前" in one] == ["〔名前〕です"]
    act(taro, person, "close")


def test_a_message_sent_twice_is_there_once(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    message_id = str(uuid4())
    for _ in range(3):
        assert say(taro, person, "一度だけ", message_id) == 303
    mine = str(uuid4())
    for _ in range(3):
        person.say("これも一度", message_id=mine)
    shown = lines(taro, person)
    assert shown.count("一度だけ") == 1 and shown.count("これも一度") == 1
    act(taro, person, "close")


def test_of_two_who_claim_one_wins_and_the_other_is_told(people: Desk) -> None:
    taro, jun = Browser(people, "taro"), Browser(people, "jun")
    person = waiting(people)
    assert (act(taro, person, "claim"), act(jun, person, "claim")) == (303, 409)
    answer = jun.post(f"chat?id={quote(person.conversation)}", do="claim")
    assert "taroさんが受け持っています" in answer.text
    assert say(jun, person, "わたしも") == 409
    assert act(taro, person, "close") == 303


def test_passing_on_taking_over_and_putting_back_are_told(people: Desk) -> None:
    taro, jun = Browser(people, "taro"), Browser(people, "jun")
    person = waiting(people)
    act(taro, person, "claim")
    assert act(taro, person, "pass_on", to="jun") == 303
    assert say(taro, person, "まだ書ける") == 409 and say(jun, person, "代わりました") == 303
    assert act(taro, person, "take_over", before="jun") == 303
    assert act(taro, person, "put_back") == 303
    shown = lines(taro, person)
    assert shown.count("担当者が変わりました。これまでのお話は引き継いでいます。") == 2 and "別の担当者を呼んでいます" in shown[-1]
    assert person.say("待ちます")[0].startswith("担当者を待っています")
    assert act(jun, person, "pass_on", to="kansa") in (409, 422)
    act(jun, person, "claim")
    act(jun, person, "close")


def test_back_to_the_bot_with_what_was_settled(people: Desk, engine: FakeEngine) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    assert act(taro, person, "give_back", insurer="kitaku") == 303
    person.say("つづき")
    assert engine.messages[-1]["metadata"]["belief"]["insurer"] == "kitaku"
    assert person.owner == "bot"


def test_whoever_waits_may_stop_waiting(people: Desk) -> None:
    person = waiting(people)
    assert "自動の案内に戻りました" in person.say("handover:stop")[0] and person.owner == "bot"
    assert act(Browser(people, "taro"), person, "claim") == 409


def test_notes_are_for_colleagues_only(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    assert act(taro, person, "note", text="折り返し 03-1234-5678") == 303
    page = taro.get(f"chat?id={quote(person.conversation)}").text
    assert "折り返し 〔電話番号〕" in page
    act(taro, person, "claim")
    assert "折り返し" not in "".join(lines(taro, person))
    act(taro, person, "close")


def test_the_talk_survives_a_restart_of_the_desk(people: Desk, open_desk: OpenDesk, settings: Settings) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    person.say("一つめ")
    again = open_desk(fixed_today=people_day(settings))
    person.desk = taro.desk = again
    person.say("二つめ")
    assert say(taro, person, "三つめ") == 303
    assert lines(taro, person)[-3:] == ["一つめ", "二つめ", "三つめ"]
    act(taro, person, "close")


def people_day(settings: Settings) -> Any:
    return settings.fixed_today.replace(day=24) if settings.fixed_today else None


def test_a_person_who_leaves_leaves_nothing(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    ended = people.call("DELETE", "/api/v1/conversation", headers={"X-Session": str(person.session)})
    assert ended.status_code == 204
    assert taro.get(f"chat?id={quote(person.conversation)}").status_code == 410
    assert say(taro, person, "まだいますか") == 410


def test_danger_is_seen_while_it_lasts_and_not_kept_after(people: Desk, settings: Settings) -> None:
    person = Person(people)
    person.say("夫に殴られて怖いです")
    person.say("handover:ask")
    taro = Browser(people, "taro")
    assert "用心" in taro.get("chats").text
    act(taro, person, "claim")
    person.say("いま外にいます")
    assert "いま外にいます" in lines(taro, person)
    act(taro, person, "close")
    from bot.desk.records import open_store

    store = open_store(settings)
    kept = store.look(person.conversation)
    store.engine.dispose()
    assert kept and kept["careful"] and kept["transcript"] == 0


def test_nobody_comes_in_the_set_time(people: Desk, settings: Settings) -> None:
    person = waiting(people)
    chats = chats_of(people, ahead=OPEN.patience * 60 + 1)
    people._runner.run(chats.look())
    assert person.say("まだですか")[-1] == "返事：まだですか"
    assert person.owner == "bot"


def test_an_operator_whose_screen_is_gone_makes_the_person_wait_again(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    people._runner.run(chats_of(people, ahead=121).look())
    assert person.say("もしもし")[0].startswith("担当者を待っています")
    act(taro, person, "claim")
    act(taro, person, "close")


def chats_of(desk: Desk, ahead: float) -> Any:
    """The desk's own watcher, with a clock that is ahead."""
    import time

    chats = desk.app.state.staff.chats
    chats._clock = lambda: time.time() + ahead
    return chats


def test_out_of_hours_it_is_said_when_people_are_there(people: Desk, settings: Settings, open_desk: OpenDesk) -> None:
    set_desk(settings, replace(OPEN, closed=("2026-11-24",), opens="09:00"))
    desk = open_desk(fixed_today=people_day(settings))
    person = Person(desk)
    said = person.say("人と話したい")[-1]
    assert "次は11/25（水）09:00から" in said and "03-3908-1131" in said
    assert "次は11/25" in person.say("handover:ask")[-1] and person.owner == "bot"


def test_a_notice_stands_above_every_first_reply(people: Desk, settings: Settings, open_desk: OpenDesk) -> None:
    set_desk(settings, replace(OPEN, notice="きょうは電話がつながりにくいです。", notice_easy="きょうは 電話（でんわ）が むずかしいです。"))
    desk = open_desk(fixed_today=people_day(settings))
    person = Person(desk)
    assert person.say("期限は")[0] == "お知らせ：きょうは電話がつながりにくいです。"
    assert "お知らせ" not in "".join(person.say("期限は"))
    assert desk.call("GET", "/api/v1/notice").json() == {"text": "きょうは電話がつながりにくいです。", "easy": "きょうは 電話（でんわ）が むずかしいです。"}


def test_without_people_everything_is_as_before(desk: Desk, engine: FakeEngine) -> None:
    person = Person(desk)
    assert person.say("人と話したい") == ["返事：人と話したい"]
    assert "いまは職員がいません" in person.say("handover:ask")[0] and person.owner == "bot"


def test_two_operators_claim_at_once_many_times(people: Desk) -> None:
    """Two desks of one database, in threads: exactly one wins each time."""
    from bot.staff.handover_store import HandoverStore, NotYours

    store: HandoverStore = people.app.state.staff.chats.store
    for _round in range(30):
        person, won = waiting(people), []

        def claim(name: str, person: Person = person, won: list[str] = won) -> None:
            try:
                with store.engine.begin() as connection:
                    store.step(connection, person.conversation, "waiting", "human", to=name)
                won.append(name)
            except NotYours:
                pass

        threads = [threading.Thread(target=claim, args=(name,)) for name in ("taro", "jun")]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(won) == 1
        people.call("DELETE", "/api/v1/conversation", headers={"X-Session": str(person.session)})
