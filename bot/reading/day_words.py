"""The words around a date: what day it is, whose, and whether it is told at all. Pure; used by telling.py and days.py."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dates.find import DateMention, Tense, find_dates

OTHER_DAY: Final = "other_day"
VISIT: Final = "visit_day"  # a day in a doctor's office: asked about, nothing is counted from it
_DONE: Final = "".join(
    (
        r"(?:し(?:た(?![いら])|て(?!い?(?:な|ませ)|おら)|ま(?:した|して))",
        r"|ませ(?:た|て(?!い?(?:な|ませ)))|み(?!ませ|ではな|じゃな))",
    )
)
# What the words around a date (written 〓) say it is. The nearest words win; of equally near ones the first of this list.
_CUES: Final = (
    (
        "moving_out_planned",
        re.compile(
            r"(?:^|[、。,\s〓])予定日|転出(?:の)?予定|てんしゅつよてい|転出日|転出届(?:の|に)(?:書いた)?(?:日付|日)"
            # filed *for* a day (で), not on a day (に): 「転出は30日で届けました」
            r"|転出(?!届|予定)(?:の日)?(?:は|が)[、\s]?〓(?!に)|転出届?(?:け)?(?:は|を)[、\s]?〓で(?:届|出)|〓で[、\s]?転出届?を?(?:届|出)"
        ),
    ),
    (
        "return_filed",
        re.compile(r"帰国.{0,12}転入届|転入届.{0,12}帰国|(?:帰国|海外から|外国から).{0,16}〓.{0,3}転入届"),
    ),
    (
        "departure_planned",
        re.compile(r"国外|海外|出国|渡航|日本を(?:出|離れ|発)|赴任|留学|移住|出発|フライト|飛行機|空港|便で|外国"),
    ),
    (
        "moving_in_filed",
        re.compile(
            rf"転入(?:の)?(?:届|届け|届出|手続き).{{0,20}}?(?:[出だ]{_DONE}|[済す]{_DONE}|し(?:たの|たん|た$|ました|ており)|終え|終わ)"
            r"|届け出た日|転入届を出した日|転入手続き"
            r"|転入届(?:け|出)?(?:の提出)?(?:日)?(?:は|が|を)?[、\s]?〓(?!まで|中|じゅう)"
            r"|〓に?[、\s]?転入届(?:け|出)?を?(?:出(?:す(?!期限)|しま|しに)|だしま|提出(?:し|する))"
        ),
    ),
    ("move_in_online", re.compile(r"〓〓")),  # only by the subject of the message (see told_dates)
    ("relocation_date", re.compile(r"転居届")),
    (
        "move_date",
        re.compile(
            r"引っ?越|ひっこ|転居|移っ|移り|越し|越す|入居|住み始|住みます|転入|新居|新しい(?:家|部屋|住まい)|帰国"
        ),
    ),
    ("loss_reported", re.compile(r"紛失届|(?:なく|失く|無く)した(?:と)?届|届け?(?:出|た|ま|る)")),
    ("dv_support_until", re.compile(r"〓(?:まで|に(?:切れ|終わ)|で(?:切れ|終わ))|(?:終わる|切れる)(?:日|の)は")),
    ("dv_support_start", re.compile(r"支援措置|始ま|決ま")),
    (
        OTHER_DAY,  # of issue or of renewal: nothing is counted from it here
        re.compile(
            r"〓に.{0,8}(?:更新(?:した|しました|して)|発行|作った|作りました|もらった|受け取)|発行|作った|作りました|作って|つくった|もらった|もらいました|受け取|交付|申請した|申請しました|更新(?:した|しました|して(?:きた|きました|もらった))"
        ),
    ),
    (
        "stay_limit",
        re.compile(
            r"(?:在留|ざいりゅう|ビザ|びざ|visa)(?:カード|期間|きかん|資格)?(?:の)?(?:有効)?(?:期限|きげん)?[がは]?",
            re.IGNORECASE,
        ),
    ),
    (
        "card_expiry",
        re.compile(r"(?:カード(?:自体|本体|そのもの)?\s*の\s*|カード(?:自体|本体))(?:有効)?(?:期限|きげん)\s*[がは]?"),
    ),
    (
        "cert_expiry",
        re.compile(r"電子証明書|しょうめいしょ|証明書の期限|有効期限|期限(?:が|は)|〓(?:が|で)期限|切れ|きれ"),
    ),
    (
        VISIT,
        re.compile(
            r"病院|びょういん|受診|通院|診察|医者|いしゃ|入院|手術|薬局|クリニック|診てもら|みてもら|使(?:え|った|いまし|って)"
        ),
    ),
)
_PERSON: Final = re.compile(
    r"(妻|嫁|家内|奥さん|夫|主人|旦那|娘|息子|長男|長女|次男|次女|子ども(?:たち)?(?:\d人|二人|三人)?|子供|こども|母|父|両親|祖母|祖父|おばあちゃん|おじいちゃん|孫|兄|姉|弟|妹|同居人|パートナー|彼女|彼)"
    r"(?<![丈工]夫)(?=の|は|も|が|と|だけ|さん|って|に|です|だ|で|、|\s|$)"
)
STRONG: Final = re.compile(
    r"間違|まちが|訂正|じゃなく|ではなく|やっぱり|やはり|変わ|変更|だけ|延び|のび|延期|早ま|ずれ|違(?:う|っ|い)|ちがう|ちがっ"
)
# 「1203」「12-3です」「12.3」: a day only as the answer to the question for one
_MONTH_DAY: Final = re.compile(
    r"\W*(?:(?:えっと|えーと|はい|たぶん)[、\s]*)?(0?[1-9]|1[0-2])(?:[-.・\s]\s?(?=\d)(?!0?0\D)|(?=[0-3]\d\D*$))(0?[1-9]|[12]\d|3[01])"
    r"(?!\d)(?:\s*\(?[月火水木金土日]曜?日?\)?)?(?:の予定|になります|だと思います|です(?:けど|が|ね)?|でした|だよ?|かな|に(?:引っ?越し?|行き|出)[^、。]{0,6}|[。!\s])*"
)
_NOT_A_DAY: Final = re.compile(r"^\s*(?:のほうの|の方の|の期限|ルール|以内|間|という|の締)")
# a day held against the answer ("12月19日じゃないんですか", "20日に行ってもいい?") tells nothing
_FINE: Final = r"いい|良い|よい|間に合|まにあ|大丈夫|だいじょうぶ|平気|遅|おそ|だめ|ダメ|駄目|アウト|セーフ"
DOUBTED: Final = re.compile(
    rf"^\s*(?:[((].[))])?\s*(?:(?:じゃ|では)(?:な(?:い(?:の|ん|です|でしょ)|かった)|いけ|{_FINE})"
    rf"|に?(?:行|いけ|いっ|出[せしす]|だせ|や[れっ]|し[たて]|なっ|届け|更新|手続).{{0,14}}(?:{_FINE})|(?:で|だと|なら|だったら)も?.{{0,6}}(?:{_FINE}))"
)
# 「先月じゃなくて今月の20日」「12月3日から10日に延びた」: the first is the day that no longer holds
_BARE_DOUBT: Final = re.compile(r"^\s*(?:だと|なら|では|じゃ|だったら)\s*(?:どう|いかが)?(?:です)?か?[?。]?$")
REJECTED: Final = re.compile(r"^\s*(?:[((].[))])?\s*(?:じゃなく|ではなく|でなく|じゃない、)")
# any Sunday, not a certain one: 「日曜日でも更新できる?」「前の日が日曜なら」
_WEEKDAY: Final = re.compile(r"(?:[月火水木金土日](?:曜日?)?[・、や]?)*[月火水木金土日]曜日?")
_ANY: Final = re.compile(
    r"^\s*(?:で?も|しか|だけ|以外|(?:なら|だと|だったら|の(?:とき|時|場合)|に(?:あた|当た|なる|かさな|重な)|と重な)|は.{0,12}(?:開|休|やって|閉|でき|出せ|受け)"
    r"|に?(?:開|休み|やって|営業)|に.{0,10}(?:でき|出せ|行け|受け付け|もらえ)(?:る|ます)(?:の|か|ん|\?|。|$))"
)
FROM: Final = re.compile(r"^\s*(?:[((].[))])?\s*(?:だったのが|の予定が|から|が)$")
QUESTION: Final = re.compile(r"(?:\?|ですか|ますか|のか|たら|かな|でしょうか)[。?]?$|年末年始")
OR: Final = re.compile(r"^\s*(?:[((].[))])?\s*(?:か|または|もしくは|それか|あるいは)[、\s]*$")
ASKS: Final = re.compile(r"^(?!.*(?:なら|だと|だったら)).*(?:\?|(?:です|ます)か|でしょうか|かな)[。?]?$")
UNTIL: Final = re.compile(r"^\s*(?:[((].[))])?\s*(?:まで|中(?:に|\?|です|$)|じゅう)")
GROUP_DEFAULT: Final = {
    "moving": "move_date",
    "overseas": "departure_planned",
    "certificate": "cert_expiry",
    "loss": "loss_reported",
    "dv": "dv_support_start",
}
GROUP_ANCHORS: Final = {
    "moving": {
        "moving_out_planned",
        "moving_in_filed",
        "move_date",
        "relocation_date",
        "return_filed",
        "move_in_online",
    },
    "overseas": {"departure_planned", "return_filed"},
    "certificate": {"cert_expiry", "card_expiry", "stay_limit", VISIT, OTHER_DAY},
    "loss": {"loss_reported"},
    "dv": {"dv_support_start", "dv_support_until"},
}
GROUP_OF: Final = {anchor: group for group, anchors in GROUP_ANCHORS.items() for anchor in anchors}


def persons(text: str) -> tuple[str, ...]:
    """The family members named, in order, without repeats."""
    return tuple(dict.fromkeys(match[1] for match in _PERSON.finditer(text)))


def real_mentions(text: str, *, today: date, tense: Tense | None, asked: bool) -> list[DateMention]:
    """Mentions that name a day. A bare 「30日」 counts only when a date was asked for, and not in 「30日のほうの期限」."""
    if asked and (digits := _MONTH_DAY.fullmatch(text)):  # 「1203」 in answer to "which day?"
        written = find_dates(f"{int(digits[1])}月{int(digits[2])}日", today=today, tense=tense)
        start, end = digits.start(1), digits.end(2)
        return [replace(one, start=start, end=end, text=text[start:end]) for one in written]
    found: list[DateMention] = []
    for mention in _new_years_days(text, find_dates(text, today=today, tense=tense)):
        if mention.kind == "duration" or _NOT_A_DAY.match(text[mention.end :]):
            continue
        if mention.kind == "bare_day" and not asked:
            continue
        if _WEEKDAY.fullmatch(mention.text) and _ANY.match(text[mention.end :]):
            continue
        found.append(mention)
    return found


_NEW_YEAR: Final = re.compile(r"(?:年明け|年が明けて|正月明け|新年|正月)(?:の|、)?(\d{1,2})日")


def _new_years_days(text: str, found: list[DateMention]) -> list[DateMention]:
    """「年明けの4日」 as one day, where it was read as a period and a bare day."""
    joined: list[DateMention] = []
    for mention in found:
        spans = [one.span() for one in _NEW_YEAR.finditer(text) if one.start() <= mention.start < one.end()]
        if spans and joined and joined[-1].kind == "month" and joined[-1].start == spans[0][0]:
            first, day = joined[-1].candidates[0], mention.candidates[0].day if mention.candidates else 0
            if 1 <= day <= 31:
                start, end = spans[0]
                joined[-1] = DateMention(start, end, text[start:end], "day", (date(first.year, 1, day),))
                continue
        joined.append(mention)
    return joined


_AROUND: Final = re.compile(
    r"間違(?:え|い)(?:て)?(?:い)?(?:まし)?(?:た|ちゃった)?|まちがえ(?:まし)?た|訂正(?:します)?|すみません|すいません|ごめん(?:なさい|ね)?|失礼(?:しました)?|えっと|えーと|やっぱり?|やはり|"
    r"いや|いえ|違(?:う|います|った|いました)|ちが(?:う|います|った)|じゃなくて|ではなく|でした|です|だった|だよ|だ|にします|になりました|に変更(?:です|します)?|の(?:ほう|方|間違い)|正しくは|本当は|それなら|たぶん|ああ?|あ|[、。,.!?\s]"
)


def only_a_day(text: str, today: date) -> bool:
    """True when the text is a day and little else: 「すみません、4月30日です」「間違えた4月6日」."""
    mentions = [one for one in find_dates(text, today=today) if one.kind in ("day", "ambiguous")]
    for mention in reversed(mentions):
        text = text[: mention.start] + text[mention.end :]
    return bool(mentions) and not _AROUND.sub("", text)


_LABEL: Final = re.compile(r"[日のはがをしすた:：]")  # 「引っ越した日：12月20日」


def cue(words: str, group: str) -> str | None:
    """The anchor whose words stand nearest to the date 〓 in `words`, or None."""
    day = words.index("〓")
    found: list[
        tuple[int, bool, int, str]
    ] = []  # of equally near words those before the day: 「引っ越し 12/3 転出 12/1」
    for order, (anchor, pattern) in enumerate(_CUES):
        if anchor in GROUP_ANCHORS.get(group, ()):
            for match in pattern.finditer(words):
                between = words[day + 1 : match.start()] if match.start() > day else words[match.end() : day]
                gap = len(_LABEL.sub("", between))
                found.append((gap, match.start() > day, order, anchor))
    return min(found)[3] if found else None


def nearest_anchor(text: str, mentions: list[DateMention], number: int) -> str:
    """What the words nearest to a mention say it is, of all kinds of days; "" when no words do."""
    before = text[mentions[number - 1].end if number else 0 : mentions[number].start]
    after = text[mentions[number].end : mentions[number + 1].start if number + 1 < len(mentions) else len(text)]
    clause, following = re.split(r"[。!?\n、,]", before)[-1], re.split(r"[。、,!?\n]", after, maxsplit=1)[0]
    found = [(cue(f"{clause}〓{following}", group), group) for group in ("moving", "overseas", "certificate")]
    named = [anchor for anchor, _group in found if anchor]
    return named[0] if len(named) == 1 else ""


def held_against(mention: DateMention, rest: str) -> bool:
    """True when the words after a day hold it against an answer."""
    return bool(DOUBTED.match(rest) or (mention.kind == "bare_day" and _BARE_DOUBT.match(rest)))


def doubted_day(text: str, today: date) -> DateMention | None:
    """The day that the text holds against an answer ("12月19日じゃないんですか"), or None."""
    for mention in _new_years_days(text, find_dates(text, today=today)):
        if mention.kind != "duration" and held_against(mention, text[mention.end :]):
            return mention
    return None
