"""What a short message without a subject of its own asks: where, how much, why, since when. Pure.

`bot.reading.acts` recognises whole messages of a closed kind; here words inside a freer sentence decide, and only while a topic is
under discussion.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 32  # characters; a longer message has a subject of its own

_ASPECTS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("unverified", r"罰金|過料|罰則|ばっきん|逮捕|捕ま"),
        ("over_cost", r"(?:過ぎ|すぎ|遅れ|おくれ|間に合わな|切れ).{0,8}(?:いくら|お金|おかね|費用|料金|有料)"),
        (
            "why",
            r"なぜ|なんで(?!す)|何で(?!す)|どうして|理由|(?:じゃ|では)ない(?:の|ん)(?:です)?か|(?:早|"
            r"はや|短|みじか)(?:い|くない)",
        ),
        (
            "closed",
            r"土日|祝日|休日|日曜|土曜|週末|年末年始|年内|休み|やす(?:み|んで)|開いて|あいて|営業|"
            r"やって(?:い)?(?:ます|る)|閉ま|しまって|予約|よやく",
        ),
        ("counting", r"含(?:む|み|ま)|ふく(?:む|み)|起算|初日|何日目|1日目|一日目|数え(?:方|る|ます)|かぞえ"),
        ("who", r"代わり|かわりに|代理|本人(?:じゃ|で|以外)|誰が|だれが|付き添い|委任"),
        ("cost", r"いくら|\d円|お金|おかね|費用|料金|手数料|有料|無料|タダ|ただです"),
        ("where", r"どこ|何処|どちらに|どちらで|窓口は"),
        ("online", r"ネット|オンライン|スマホ|郵送|ゆうびん|インターネット|電話で(?:でき|いい)"),
        (
            "opens",
            r"いつから|何日から|更新(?:は|が)?(?:もう)?(?:でき|始)|先に(?:更新|でき)|もう(?:でき|更新|"
            r"行|いけ)|早めに(?:でき|更新|行|やって)|前もって|今から(?:でき|更新)|今(?:でき|更新でき)",
        ),
        (
            "bring",
            r"持って|もって|持ち物|もちもの|必要な(?:もの|物|書類)|何(?:が|を)?(?:いる|要る|必要|持)|"
            r"なに(?:が|を)?(?:いる|いります|もっ)|印鑑|はんこ|ハンコ|いるもの",
        ),
        (
            "consequence",
            r"過ぎ|すぎ|遅れ|おくれ|間に合わな|今からでも|まだ間に合|になったら|忘れ(?:たら|ると)|どうな(?:る|り|っ)|"
            r"使え(?:な|ま|る)|つかえ(?:な|ま|る)|もう(?:だめ|ダメ|駄目)|当日|しない(?:と|で)|"
            r"出さない(?:と|で)|(?:失効|無効)",
        ),
        ("how_long", r"どのくらい|どれくらい|どれぐらい|何日(?:くらい|ぐらい)?(?:で|かか)|時間"),
        ("when", r"いつまで|いつ(?:でし|だ|です|まで|なの)|期限|締め?切|何日(?:まで|で)|何月何日|あと何日"),
        (
            "family",
            r"家族|子ども|子供|こども|(?<![丈工])夫|妻|主人|旦那|母|父|祖母|祖父|全員|みんな|一人ずつ|ひとりずつ",
        ),
    )
)
# A word of the question and the word its answer is found by in the sentences of a deadline.
_KEYS: Final = tuple(
    (re.compile(question), re.compile(answer))
    for question, answer in (
        (r"国籍|日本人|にほんじん|がいこくじん|外国人|中国人|韓国|ベトナム|フィリピン|ブラジル|永住", r"国籍|永住"),
        (r"薬|くすり|診療|医療情報|健診", r"薬"),
        (r"マイナポータル|コンビニ|住民票を", r"マイナポータル|コンビニ"),
        (r"署名用|e-?tax|イータックス", r"署名用"),
        (r"マイナ保険証|保険証|病院|びょういん|受診", r"マイナ保険証|病院|受診"),
        (r"国保|健康保険|一時帰国", r"健康保険|国保"),
        (r"許可|申請中|延長|延ば|のば|更新中|特例", r"延ば|特例|延長"),
        (r"登録", r"登録"),
        (r"書き?換え|書きかえ|住所", r"住所を"),
        (r"暗証番号|パスワード", r"暗証番号"),
        (r"警察|受理番号", r"警察|受理番号"),
        (r"別の市|また引っ?越|もう一度引っ?越", r"別の市区町村"),
    )
)


def aspect_of(text: str) -> str:
    """The aspect that the message asks about, "" for none."""
    if len(text) > LONGEST:
        return ""
    return next((name for name, pattern in _ASPECTS if pattern.search(text)), "")


_STOP: Final = frozenset(
    {
        "電話",
        "場合",
        "必要",
        "手続",
        "手続き",
        "期限",
        "保険",
        "保険証",
        "健康保険",
        "カード",
        "窓口",
        "役所",
        "市区町村",
        "自分",
        "今日",
        "明日",
        "質問",
        "方法",
        "番号",
        "マイナ",
        "マイナンバー",
        "何回",
        "何日",
    }
)
_WORD: Final = re.compile(r"[一-龠]{2,}|[ァ-ヶー]{3,}")


def lines_about(text: str, answer: str, short: str = "") -> list[str]:
    """The lines of a whole answer that hold a telling word of the short message; none when there are many, or when the
    `short` answer at hand speaks of it."""
    words = [word for word in _WORD.findall(text) if word not in _STOP]
    if not words or len(text) > LONGEST or any(word in short for word in words):
        return []
    lines = [line.strip() for line in answer.split("\n") if any(word in line for word in words)]
    return lines if 0 < len(lines) <= 2 else []


def sentences_about(text: str, sentences: list[str]) -> list[str]:
    """Of `sentences` those that speak of what the message speaks of; at most three."""
    if len(text) > LONGEST:
        return []
    for question, answer in _KEYS:
        if question.search(text):
            return [one for one in sentences if answer.search(one)][:3]
    return []
