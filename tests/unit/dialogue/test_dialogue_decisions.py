"""The decision alone: which outcome of which tier a message comes to. Nothing is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.dialogue import turn
from bot.dialogue.policy.outcome import Outcome
from bot.dialogue.turn import SAFETY, TIERS, Move
from tests.unit.dialogue.conftest import unlisted
from tests.unit.dialogue.talk import Talk, reading, the_context

Spoken = tuple[str, str]
MOVING: Sequence[Spoken] = [("引っ越しの期限を教えて", "moving_deadline")]
MOVED: Sequence[Spoken] = [*MOVING, ("12月3日に引っ越します", ""), ("転出予定日は12月3日です", "")]
EXPIRY: Sequence[Spoken] = [("電子証明書の期限が2027年1月15日です", "cert_expiry")]
LOSS: Sequence[Spoken] = [("カードをなくしました", "loss")]
OLD_CARD: Sequence[Spoken] = [("前の保険証は使えますか", "old_card")]
FLED: Sequence[Spoken] = [("夫に殴られて逃げてきました", "dv_emergency")]


def decided(before: Sequence[Spoken], text: str, topic: str = "") -> Move:
    talk = Talk()
    for said, its_topic in before:
        talk.hear(reading(said, its_topic, open_=talk.belief.open()))
    verdict = {"verdict": "outside"} if topic == "out_of_scope" else {}
    return turn.decide(reading(text, topic, open_=talk.belief.open(), **verdict), talk.belief, the_context())


@pytest.mark.parametrize(
    ("before", "text", "topic", "tier", "name"),
    [
        ([], "夫に殴られて逃げてきました", "dv_emergency", "safety", "help"),
        (MOVING, "もう死にたいです", "", "safety", "help"),
        ([], "元妻の保険証の利用登録がされているか知りたい", "third_party", "safety", "refuse"),
        (MOVED, "夫と子ども2人も", "", "safety", "family joins"),
        (EXPIRY, "妻の電子証明書は?", "", "safety", "another's card"),
        ([], "夫が私のカードの登録状況を見られますか", "dv_restriction", "need", "answer"),
        (LOSS, "北区です", "", "conversation", "ward named"),
        (LOSS, "キタムラです", "", "conversation", "insurer told"),
        ([], "保険を変える", "", "conversation", "change insurer"),
        ([], "最初から", "", "conversation", "start over"),
        ([], "何ができますか", "", "conversation", "what can you do"),
        (LOSS, "もう一度言って", "", "conversation", "again"),
        (LOSS, "もっとやさしく", "", "conversation", "simpler"),
        (MOVING, "やめる", "", "conversation", "cancel"),
        (MOVING, "分からない", "", "conversation", "act on the open question"),
        (MOVING, "なぜ聞くの", "", "conversation", "act on the open question"),
        (MOVING, "まだ決まっていません", "", "conversation", "act on the open question"),
        (LOSS, "はい", "", "conversation", "yes or no"),
        (LOSS, "どこに行けばいい?", "", "conversation", "further question"),
        (MOVED, "いくらかかる?", "", "conversation", "further question"),
        (MOVED, "期限をまとめて", "", "conversation", "all my days"),
        (MOVED, "引っ越しは中止になりました", "", "change of what is known", "called off"),
        (MOVED, "引っ越しが延期になりました", "", "change of what is known", "put off"),
        (MOVED, "同じ市内です", "", "change of what is known", "another notice"),
        (MOVED, "12月10日に行きます", "", "change of what is known", "plan compared"),
        ([], "電子証明書が1月15日、引っ越しが12月1日です", "moving_deadline", "change of what is known", "days of several families"),
        (MOVING, "12月3日", "", "open question", "day told"),
        (MOVING, "カードをなくした", "loss", "open question", "another subject first"),
        (MOVING, "ありがとう", "thanks", "open question", "small talk"),
        ([], "支援措置の延長の期限はいつですか", "dv_restriction", "need by its name", "measure by its name"),
        (MOVED, "間違えた、12月5日", "", "after an answer", "day corrected"),
        (OLD_CARD, "今年の3月は?", "", "after an answer", "as of another day"),
        (MOVED, "なぜその日なの", "", "further question", "about what was reckoned"),
        (MOVED, "12月20日でも間に合う?", "", "further question", "about what was reckoned"),
        ([], "カードをなくしました", "loss", "need", "answer"),
        ([], "登録の方法を教えて", "registration_how", "need", "answer"),
        ([], "健保の電話番号は", "contact_kitamura", "need", "answer"),
        ([], "暗証番号を2回間違えました", "pin_lock", "need", "answer"),
        ([], "12月3日", "", "repair", "a bare day"),
        ([], "12月3日に引っ越します", "", "repair", "day by its event"),
        (FLED, "どうしよう", "", "repair", "still in need"),
        ([], "今日の天気は", "out_of_scope", "repair", "outside"),
        ([], "あれ", "", "repair", "asks back"),
    ],
)  # fmt: skip
def test_the_decision_has_a_name(before: Sequence[Spoken], text: str, topic: str, tier: str, name: str) -> None:
    move = decided(before, text, topic)
    assert (move.tier, move.name) == (tier, name)


def test_names_are_unique_in_a_tier_and_what_comes_later_is_there_and_later() -> None:
    for tier in (SAFETY, *TIERS):
        names = [one.name for one in tier.outcomes]
        assert len(set(names)) == len(names), tier.name
        for number, one in enumerate(tier.outcomes):
            assert set(one.before) <= set(names[number + 1 :]), (tier.name, one.name)
            assert not one.rest or number == len(names) - 1, (tier.name, one.name)


def test_an_overlap_that_nobody_listed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    move = decided([], "登録の方法を教えて", "registration_how")
    tier = next(one for one in TIERS if one.name == move.tier)
    second = Outcome("the same once more", lambda _view: True, tier.outcomes[0].do)
    monkeypatch.setattr(turn, "TIERS", (turn.Tier(tier.name, (*tier.outcomes, second)),))
    assert unlisted(move) == [("need", "answer", "the same once more")]
