"""Hand-over between the bot and people: one owner at a time, every change told, nothing lost, doubled or out of order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import httpx
from desk_fakes import Desk, FakeEngine
from staff_people import Browser, hire
from staff_talks import SAYS, Person, act, lines, people_day, say, waiting, with_names

from bot.settings import Settings
from bot.staff.handover_store import HandoverStore, NotYours

OpenDesk = Callable[..., Desk]


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
    person.say("田中花子の電話です")  # with the bot again: nobody's business but its own
    ended = [taro.get(f"{page}?id={quote(person.conversation)}") for page in ("chat", "chat-part", "chat-suggest")]
    assert lines(taro, person) == [] and "この話は終わりました" in ended[1].text
    assert not [words for words in ("田中花子", "〔名前〕", "調べますね", "返事：") if words in "".join(one.text for one in ended)]
    assert act(taro, person, "note", text="あとで") == 409


def test_the_packet_has_neither_names_nor_numbers(people: Desk) -> None:
    person, taro = waiting(people, SAYS, "電話は090-1234-5678です"), Browser(people, "taro")
    page = taro.get(f"chat?id={quote(person.conversation)}").text
    assert "わたしは〔名前〕です" in page and "〔電話番号〕" in page
    assert "田中花子" not in page and "090" not in page
    act(taro, person, "claim")
    act(taro, person, "close")


def test_the_offices_own_numbers_reach_the_person_and_colleagues(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    assert say(taro, person, "03-3908-1131か、私の090-1234-5678へ") == 303
    assert lines(taro, person)[-1] == "03-3908-1131か、私の〔電話番号〕へ"
    act(taro, person, "note", text="03-3908-1131を案内した")
    assert "03-3908-1131を案内した" in taro.get(f"chat?id={quote(person.conversation)}").text
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


def test_that_the_operator_writes_is_told_to_the_person_and_nobody_else(people: Desk) -> None:
    person, taro, jun = waiting(people), Browser(people, "taro"), Browser(people, "jun")

    def told() -> bool:
        shown: bool = people.call("GET", "/api/v1/conversation?after=99", headers={"X-Session": str(person.session)}).json()["writing"]
        return shown

    def write(operator: Browser, form: str | None = None) -> int:
        operator.get("chats")
        headers = {"X-Staff-Form": operator.form if form is None else form}
        return operator.call("POST", f"/staff/chat-writing?id={quote(person.conversation)}", headers=headers).status_code

    assert (write(taro), told()) == (204, False)  # nobody's yet
    act(taro, person, "claim")
    assert (write(jun), told()) == (204, False)  # a colleague's note
    assert (write(taro, "forged"), told()) == (403, False)
    assert (write(taro), told()) == (204, True)
    say(taro, person, "調べました")
    assert told() is False
    write(taro)
    act(taro, person, "close")
    assert told() is False


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


def test_passing_on_taking_over_and_putting_back_are_told(people: Desk, settings: Settings) -> None:
    hire(settings, "emi", "editor")
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
    act(jun, person, "claim")
    assert act(jun, person, "pass_on", to="emi") == 422 and say(jun, person, "まだわたしです") == 303  # an editor takes no talks
    act(jun, person, "close")


def test_notes_are_for_colleagues_only(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    assert act(taro, person, "note", text="折り返し 03-1234-5678") == 303
    page = taro.get(f"chat?id={quote(person.conversation)}").text
    assert "折り返し 〔電話番号〕" in page
    act(taro, person, "claim")
    seen = people.call("GET", "/api/v1/conversation?after=0", headers={"X-Session": str(person.session)})
    assert seen.status_code == 200 and "担当者が入りました" in seen.text and "折り返し" not in seen.text
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


def test_danger_told_after_the_claim_leaves_the_talk_with_its_operator(people: Desk) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "claim")
    before = people.say("もしもし", person.session).json()["seq"]
    message_id = str(uuid4())
    for _ in range(2):  # sent again it is the same message
        answer = people.say("夫に殴られています", person.session, message_id=message_id).json()
        assert "110" in answer["messages"][0]["text"] and answer["careful"] is True
        assert (answer["owner"], answer["seq"]) == ("human", before + 1)
    assert lines(taro, person)[-1] == "夫に殴られています"
    act(taro, person, "close")


def test_two_operators_claim_at_once_many_times(people: Desk) -> None:
    """Two desks of one database, in threads: exactly one wins each time."""
    store: HandoverStore = people.app.state.staff.chats.store
    for _round in range(int(os.environ.get("MYNADESK_CLAIMS", "30"))):
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
