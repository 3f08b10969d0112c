"""Who says that it is no danger raises no alarm (words/denials.yml); what is told beside a denial still does."""

from __future__ import annotations

import pytest

from bot.reading.safety import read_risk

DENIED = [
    "死ぬ話じゃない", "こわい人はいません", "殴られたわけではなく、ドアにぶつけました", "いや、危険とかじゃないです", "死にたいわけじゃないです",
    "DVじゃありません、ただの引っ越しです", "怖い人なんかおらへんよ", "死ぬ話でねえって", "しぬ じゃないです。まちがい です", "虐待なんかしてません",
    "誰にも脅されていません", "I'm not suicidal", "nobody hurt me", "殺されるというのは締切のことです", "冗談です、死にません",
]
TOLD = [
    "死にたいわけじゃないけど、生きていたくもない", "死ぬ話じゃないけど、もう消えたい", "殴られたわけではないのですが、夫が怖くて家にいられません",
    "殴られてはいません。でも夫に包丁を向けられました", "冗談だと言うんです。包丁を私の喉に当てて", "これって暴力じゃないですか、毎日蹴られます",
    "夫に殺されるのではないだろうか", "脅されていませんって言わされました", "DVじゃないって主人は言ってます", "殴られるのは初めてのことじゃない",
    "殴られないようにしたい", "死ぬ気はありません、切るだけです", "殴られているわけではないですよね、首を絞められただけです",
    "殺されるんじゃないかと怖い", "I'm not suicidal but my husband beats me", "隣の子がぶたれでるんでねえが、毎晩泣いでる",
]  # fmt: skip
NO_DENIAL = ["まだ殴られてません", "今日は殴られてません", "最近は叩かれていません", "no danger for now", "am i in no danger?", "電話はいりません", "もう大丈夫です", "心配しないで", "警察を呼ばないで", "死にたくない", "怖くて逃げられない", "カードの期限は来年ではありません"]
LOOK_ALIKE = [
    "仕事切られて金ない", "さいふ なくなた。まいなかーど とめたい", "仕事をクビになって保険証どうすれば", "リストラされた", "契約を切られて保険がない",
    "さいふ おとした。かーど とめる どうする", "はたらく ところ なくなりました。ほけん おしえて", "給料日前で金がない、再発行いくら",
]  # fmt: skip


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_no_alarm(text: str) -> None:
    assert read_risk(text).denies and not read_risk(text).kinds


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told_beside_a_denial_is_an_alarm(text: str) -> None:
    assert read_risk(text).kinds and not read_risk(text).denies


@pytest.mark.parametrize("text", NO_DENIAL)
def test_refusing_help_is_no_denial(text: str) -> None:
    assert not read_risk(text).denies


@pytest.mark.parametrize("text", LOOK_ALIKE)
def test_work_and_money_and_a_purse_that_are_gone_are_no_crisis(text: str) -> None:
    assert not read_risk(text).kinds
