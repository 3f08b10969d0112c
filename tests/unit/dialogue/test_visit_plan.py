"""One plan of one visit: what the days ask for at the office, in order, for whom, when, and what to bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from talk import the_context

from bot.dialogue.belief import Belief
from bot.dialogue.context import Context
from bot.dialogue.phrases import load_phrases
from bot.dialogue.plan import AT_OFFICE, ORDER
from bot.dialogue.reckon import timeline

TODAY = date(2026, 11, 22)  # a Sunday; Monday is a holiday


@pytest.fixture(scope="module")
def parts() -> Context:
    return the_context()


def plan(
    parts: Context, card: date | None = None, today: date = TODAY, **known: dict[str, str]
) -> str:
    """The plan's text for the card's day and the days told ("" when there is none)."""
    there = replace(parts, today=today, channel="kiosk", card={"cert_expiry": card} if card else {})
    belief = Belief(known={person if person != "me" else "": days for person, days in known.items()})
    message = timeline(there, belief)
    assert message is not None
    found = [part.text for part in message.parts if part.text.startswith("■ 一度の手続き")]
    return found[0] if found else ""


def test_a_card_alone_is_renewed_between_the_first_open_day_and_the_last_safe_one(
    parts: Context,
) -> None:
    told = plan(parts, date(2026, 12, 20))
    assert "2026年11月24日" in told and "12月18日" in told  # not the holiday, and not the Sunday of the expiry
    assert (
        "順番：電子証明書の更新\n" in told
        and "住民票のある市区町村" in told
        and "マイナンバーカードを持って行って" in told
    )


def test_a_card_that_cannot_be_renewed_yet_has_its_first_day(parts: Context) -> None:
    assert "いつ：2027年2月15日" in plan(parts, date(2027, 5, 14))


def test_a_card_over_is_renewed_as_soon_as_the_office_opens(parts: Context) -> None:
    assert "なるべく早く。次に窓口が開くのは2026年11月24日" in plan(parts, date(2026, 11, 1))


def test_a_move_and_a_card_become_one_visit_in_the_order_of_the_office(parts: Context) -> None:
    told = plan(parts, date(2026, 12, 20), me={"move_date": "2026-11-20", "moving_out_planned": "2026-11-20"})
    assert "順番：転入届 → カードの継続利用 → 電子証明書の更新" in told
    assert "12月4日" in told and "新しい住まいの市区町村" in told and "全員のマイナンバーカード" in told


def test_what_opens_only_later_is_named_apart(parts: Context) -> None:
    told = plan(parts, date(2027, 5, 14), me={"move_date": "2026-11-20", "moving_out_planned": "2026-11-20"})
    assert "このとき一緒にできないもの：電子証明書の更新（2027年2月15日" in told
    assert "電子証明書の更新" not in told.split("順番：")[1].split("\n")[0]


def test_whom_a_step_is_for_is_said_where_there_are_several(parts: Context) -> None:
    told = plan(parts, date(2026, 12, 20), 妻={"cert_expiry": "2027-01-10"})
    assert "電子証明書の更新（あなたと妻）" in told or "電子証明書の更新（あなたと妻）" in told.replace("、", "と")


def test_a_move_that_is_late_is_done_at_once(parts: Context) -> None:
    told = plan(parts, date(2026, 12, 20), me={"move_date": "2026-10-20", "moving_out_planned": "2026-10-20"})
    assert "なるべく早く" in told and "順番：転入届" in told


@pytest.mark.parametrize("card", [None, date(2026, 12, 20), date(2027, 5, 14), date(2026, 11, 1)])
@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 11, 24)])
def test_an_office_that_takes_it_on_the_next_open_day_has_a_plan_until_then(
    parts: Context, card: date | None, today: date
) -> None:
    """The last day of the move, 22 November, is a Sunday before a holiday; this office takes the notice on the 24th."""
    rules = {
        name: replace(rule, rollover="accepted" if name.startswith("moving_in") else rule.rollover)
        for name, rule in parts.deadlines.rules.items()
    }
    lenient = replace(parts, deadlines=replace(parts.deadlines, rules=rules))
    days = {"move_date": "2026-11-08", "moving_out_planned": "2026-11-08"}
    told = plan(lenient, card, today, me=days, 妻={"move_date": "2026-11-20", "moving_out_planned": "2026-11-20"})
    assert "次に窓口が開くのは2026年11月24日" in told and "順番：転入届（あなた、妻）" in told


def test_nobody_is_sent_to_the_office_before_the_day_of_the_move(parts: Context) -> None:
    told = plan(parts, me={"move_date": "2026-12-21", "moving_out_planned": "2026-12-21"}, 妻={"move_date": "2026-12-23"})
    assert "いつ：2026年12月23日（水）から2027年1月4日（月）まで" in told and "転入届（あなた、妻）" in told


def test_who_moves_after_the_others_last_day_comes_again(parts: Context) -> None:
    told = plan(parts, me={"move_date": "2026-12-20"}, 妻={"move_date": "2027-01-17"})
    assert "いつ：2026年12月21日（月）から2026年12月28日（月）まで" in told and "妻" not in told.partition("順番")[2].partition("\n")[0]
    assert "一緒にできないもの：転入届（妻）（2027年1月17日（日）から）" in told


def test_one_day_told_at_the_web_needs_no_plan(parts: Context) -> None:
    assert plan(parts, me={"loss_reported": "2026-11-20"}) == ""


def test_every_step_has_its_place_and_its_name() -> None:
    steps = {step for step, _topic in AT_OFFICE.values()}
    assert steps == set(ORDER) == set(load_phrases().names("plan_steps"))


def test_what_the_card_cannot_tell_is_said(parts: Context) -> None:
    there = replace(parts, channel="kiosk", card={"cert_expiry": date(2026, 12, 20)})
    message = timeline(there, Belief())
    assert message is not None
    for part in ("登録", "健康保険", "早く使えなくなって", "カード本体の有効期限"):
        assert part in message.text
