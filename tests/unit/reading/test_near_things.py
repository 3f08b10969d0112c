"""What a message is nearest to, in wordings that the list itself does not hold."""

from __future__ import annotations

import pytest

from bot.reading.marks import Mark, Said, load_marks
from bot.rulebook.statements.loader import load_rules


def nearest(text: str) -> Mark | None:
    return load_marks("near_things").get(load_marks("near_things").first(Said(text)))


@pytest.mark.parametrize(
    ("text", "say", "topic"),
    [
        ("カードを置いても反応しません", "answer", "reader_failure"),
        ("ICチップがだめになった", "answer", "reader_failure"),
        ("受付の機械の操作のしかた", "answer", "reception_how"),
        ("画面の氏名が□になっている", "near", "reader_failure"),
        ("転職したのに資格がまだ反映されません", "near", "reader_failure"),
        ("カードを返却したい", "button", "eligibility_certificate"),
        ("旧姓を書き足したい", "button", "moving"),
        ("夜でも電話で止められますか", "answer", "loss"),
        ("クリニックにカードを置き忘れました", "offer", "loss"),
        ("ほけんから ふうとうが きました", "answer", "eligibility_notice"),
        ("自分が二割なのか三割なのか", "near", "eligibility_notice"),
        ("指定難病の受給者証は別ですか", "near", "reception_how"),
        ("鍼灸院でも使えるんですか", "near", "reception_how"),
        ("出張先で熱が出て病院に行きたい", "near", "reception_how"),
        ("施設にマイナカードを預けても平気?", "near", "reception_how"),
        ("あさって75歳になります", "answer", "eligibility_certificate"),
        ("会社をやめたらカードはどうなりますか", "near", "registration_how"),
        ("扶養から外れました", "button", "registration_how"),
        ("iPhoneのマイナを削除したい", "answer", "reception_how"),
        ("ポータルが開けません", "offer", "registration_check"),
        ("診療の記録はどこで確かめる", "near", "benefits"),
        ("十割負担になってしまった", "near", "reader_failure"),
        ("返金できますか", "offer", "reader_failure"),
        ("ほけんしょうが つかえまへん", "answer", "reader_failure"),
        ("つかえへんわ", "offer", "reader_failure"),
        ("the reader can't scan my card", "answer", "reader_failure"),
        ("does my card expire", "answer", "cert_expiry"),
        ("カードはまだ届いていません", "offer", "eligibility_certificate"),
        ("カードが無いけど医者に行きたい", "answer", "loss_visit_soon"),
        ("カードが少し欠けた", "any", "loss"),
    ],
)
def test_what_is_nearest(text: str, say: str, topic: str) -> None:
    near = nearest(text)
    assert near and (near.kind, near.topics[0]) == (say, topic)


@pytest.mark.parametrize(
    "text",
    ["デビットやクレジットのカードが使えない", "図書館のカードが届かない", "バーコードが読み取れません", "ジャケットの返金をしてください", "プリンタが反応しない", "年金の書類が届いた", "猫を預けたい", "my bank card expired",
     "75歳の運転免許", "洗濯機の機械の使い方", "台風は来ますか", "カードゲームの大会", "お湯が使えません", "医療費が高くて払えません"],
)  # fmt: skip
def test_what_is_near_nothing_of_ours(text: str) -> None:
    assert nearest(text) is None


def test_every_topic_named_has_answers() -> None:
    assert {topic for mark in load_marks("near_things").values() for topic in mark.topics} <= set(load_rules().topics)
