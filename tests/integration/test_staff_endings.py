"""How a hand-over ends, what is left of it, and when there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from desk_fakes import Desk, FakeEngine
from sqlalchemy import select, update
from staff_people import Browser
from staff_talks import OPEN, Person, act, chats_of, lines, people_day, say, set_desk, waiting

from bot.desk.records import open_store
from bot.rulebook.store.conversation_tables import CONVERSATION
from bot.rulebook.store.staff_tables import HANDOVER, NOTE
from bot.settings import Settings

OpenDesk = Callable[..., Desk]


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
    act(taro, person, "note", text="姉の家にいる")
    act(taro, person, "close")
    assert kept_for_staff(people, person) == (1, None, 0)
    store = open_store(settings)
    kept = store.look(person.conversation)
    store.engine.dispose()
    assert kept and kept["careful"] and kept["transcript"] == 0


def kept_for_staff(desk: Desk, person: Person) -> tuple[int, bytes | None, int]:
    """Rows of the hand-over, the packet in it, and notes."""
    with desk.app.state.staff.chats.store.engine.begin() as connection:
        rows = connection.execute(select(HANDOVER).where(HANDOVER.c.conversation == person.conversation)).all()
        notes = connection.execute(select(NOTE).where(NOTE.c.conversation == person.conversation)).all()
    return len(rows), rows[0].sealed_packet if rows else None, len(notes)


def test_a_conversation_too_old_to_be_kept_takes_its_hand_over_along(people: Desk, settings: Settings) -> None:
    person, taro = waiting(people), Browser(people, "taro")
    act(taro, person, "note", text="折り返す")
    store = open_store(settings)
    with store.engine.begin() as connection:
        old = update(CONVERSATION).where(CONVERSATION.c.id == person.conversation)
        connection.execute(old.values(expires=1.0))
    assert store.sweep() >= 1
    assert kept_for_staff(people, person) == (0, None, 0)
    assert "担当者を呼んでいます" in person.say("handover:ask")[-1] and person.owner == "waiting"
    act(taro, person, "note", text="また折り返す")
    store.drop(person.conversation)
    store.engine.dispose()
    assert kept_for_staff(people, person) == (0, None, 0)


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


def test_a_notice_may_name_the_offices_own_number_and_nobody_else_s(people: Desk) -> None:
    boss = Browser(people, "hanako")
    boss.get("desk")
    text, masked = "きょうは03-3908-1131へ。090-1234-5678ではありません。", "きょうは03-3908-1131へ。〔電話番号〕ではありません。"
    assert boss.post("desk", do="notice", notice=text, notice_easy="").status_code == 303
    assert people.call("GET", "/api/v1/notice").json()["text"] == masked
    assert masked in boss.post("guard", text=text).text


def test_without_people_everything_is_as_before(desk: Desk, engine: FakeEngine) -> None:
    person = Person(desk)
    assert person.say("人と話したい") == ["返事：人と話したい"]
    assert "いまは職員がいません" in person.say("handover:ask")[0] and person.owner == "bot"
