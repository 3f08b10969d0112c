"""Words of our own subject and of others' business."""

from __future__ import annotations

import pytest

from bot.reading.foreign import things
from bot.reading.marks import Said


@pytest.mark.parametrize(
    "text",
    ["マイナカードを紛失", "電子証明書が切れる", "暗証番号を変えたい", "資格無効と出た", "全額じゃなく10割払った", "期限が過ぎてしまった", "まいなほけんしょうが つかえない", "転居届はいつ", "カードを落としたかも", "引っ越しの手続き"],
)
def test_our_things(text: str) -> None:
    assert things(Said(text)).ours


@pytest.mark.parametrize(
    "text",
    ["カードの顔写真を撮り直したい", "マイナンバーカードを作りたい", "銀行の暗証番号", "牛乳の期限が切れた", "会員カードをなくした", "引っ越しの業者", "パスポートの有効期限", "明日の天気", "スマホの暗証番号を変えたい", "キャッシュカードを落とした"],
)
def test_what_is_not_ours(text: str) -> None:
    assert not things(Said(text)).ours
