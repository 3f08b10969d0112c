"""Turns while a day is being asked for, and days told after an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from bot.dialogue import deadline_turns, people_turns, say
from bot.dialogue.acts_turns import act, loose_follow_up
from bot.dialogue.context import Context
from bot.dialogue.day_changes import same_day
from bot.dialogue.known_answers import about_known
from bot.dialogue.model import Heard, Reply, State
from bot.dialogue.reckonings import GROUPS, TOPICS, days_of
from bot.dialogue.told_dates import only_a_day, real_mentions
from bot.dialogue.turn_parts import elsewhere

SMALL: Final = frozenset({"greeting", "thanks", "goodbye", "chitchat"})
SURE: Final = 0.6
Answers = Callable[[Context, State, Heard], Reply]

# acts inside a sentence, while a day is being asked for; bot.reading.acts knows the bare ones
_LOOSE: Final = (
    ("wait", re.compile(r"待って|まって|お待ち|(?:確認|確かめ|調べ|しらべ|聞いて|探し|さがし|見て)(?:し)?(?:ます|"
        r"てみます|てきます|て(?:くる|みる)|る?ね|中)")),
    ("cancel", re.compile(r"キャンセル|やめ(?:ます|たい|る$)|中止|やっぱり?(?:いい|やめ|結構|大丈夫)|やめとき|"
        r"やめておき|もういいや|(?:いったん|一旦)(?:いい|やめ)|また(?:今度|あとで|後で)|"
        r"あとにします|計算(?:は|しなくて)(?:いい|しなくて|いらない)")),
    ("simpler", re.compile(r"むずかし|難し|やさしく|優しく|簡単に|かんたんに|わかりやす|分かりやす")),
    ("ask_why", re.compile(r"(?:なぜ|なんで(?!す)|何で(?!す)|どうして|何のため|何に使).{0,12}(?:日付|日|聞|"
        r"き[くかい]|いる|要|です|なの|必要|\?)")),
    ("what", re.compile(r"(?:って|とは|の意味|というの).{0,4}(?:何|なに|なん|どれ|いつの)|どこに(?:書いて|ある|"
        r"のって|載って)|空欄|空白|(?:書いて|かいて|書かれて|印字されて|印刷されて)(?:い)?(?:な|"
        r"ま)")),
    ("dont_know", re.compile(r"(?:わか|分か|判)(?:ら|り)(?:な|ま|ん|へ|ね|ぬ)|(?:覚え|おぼえ)て(?:い)?(?:な|ま)|"
        r"忘れ(?:た|ちゃ|ました)|(?:決まっ|きまっ)て(?:い)?(?:な|ま)|未定|(?:手元|"
        r"控え).{0,4}(?:な[いく]|あり?ません)")),
)  # fmt: skip
# not 「もう一度引っ越す」
_ONCE_MORE: Final = re.compile(r"(?:期限|日|答え|計算|さっきの).{0,6}(?:もう(?:一度|いちど|1度|一回|1回)|再度)")
_FIRST: Final = re.compile(r"(?:前|先|早い|はやい|1つ目|一つ目|最初|上|左)の?(?:ほう|方|日|やつ)?")
_LAST: Final = re.compile(r"(?:後|あと|遅い|おそい|2つ目|二つ目|最後|下|右)の?(?:ほう|方|日|やつ)?")


def loose_act(text: str) -> str:
    """The act that words inside a short sentence make, "" for none."""
    if len(text) > 28:
        return ""
    return next((name for name, pattern in _LOOSE if pattern.search(text)), "")


def _chosen(context: Context, state: State, heard: Heard) -> Reply | None:
    """「早いほう」「来年のです」 among the days offered."""
    if len(state.options) < 2 or len(heard.text) > 16 or not state.interview:
        return None
    days = sorted(date.fromisoformat(day) for day in state.options)
    years = {"去年": -1, "昨年": -1, "今年": 0, "来年": 1}
    named = [context.today.year + shift for word, shift in years.items() if word in heard.text]
    named += [int(year) for year in re.findall(r"20\d\d", heard.text)]
    number = re.fullmatch(r"\D{0,4}(\d{1,2})日\D{0,8}", heard.text)
    found = [day for day in days if (named and day.year == named[0]) or (number and day.day == int(number[1]))]
    if not named and not re.search(r"\d", heard.text):
        first, last = _FIRST.search(heard.text), _LAST.search(heard.text)
        found = [days[0]] if first and not last else [days[-1]] if last and not first else []
    if len(found) != 1:
        return None
    asked = state.interview
    told = deadline_turns.put_day(state, asked.person, asked.anchor, found[0], asked.kind)
    return deadline_turns.reckoned(context, told, asked.kind, [asked.person], before=state)


def in_interview(context: Context, state: State, heard: Heard, answers: Answers) -> Reply | None:
    """A message while a day is being asked for: the day, or another subject (then back), or neither."""
    interview = state.interview
    assert interview
    if elsewhere(context, state, heard):
        return None
    top = heard.topics[0] if heard.topics else None
    same = top is None or GROUPS.get(top.topic) == interview.kind or top.topic == "my_deadline_status"
    other = heard.verdict == "answer" and not same and top is not None and top.topic not in SMALL
    sure = other and top is not None and top.confidence >= SURE
    other_group = GROUPS.get(top.topic) if top and other else None
    if not (other_group and sure) or only_a_day(heard.text, context.today):
        told = _chosen(context, state, heard) or deadline_turns.hear_dates(context, state, heard, interview.kind)
        told = told or same_day(context, state, heard)
        beside = GROUPS.get(state.topic, interview.kind)  # another deadline was spoken of in between
        if not told and beside != interview.kind:
            told = deadline_turns.hear_dates(context, state.but(interview=None), heard, beside)
        if told:
            return Reply(told.messages, told.state.but(misses=0))
    family = people_turns.family_too(context, state, heard)
    if family:
        return family
    if _ONCE_MORE.search(heard.text) and state.known.get(interview.person):
        return deadline_turns.reckoned(context, state, interview.kind, [interview.person])
    if not sure:
        reply = _small_word(context, state, heard) or about_known(context, state, heard)
        if not reply and not _tells_a_day(context, heard):
            reply = loose_follow_up(context, state, heard)
        if reply:
            return reply
    if other and top:
        reply = answers(context, state.but(interview=None), heard)
        if reply.state.interview:
            return reply
        anchor = context.deadlines.anchors[interview.anchor].name
        back = say.phrase(context, "back_to_day", TOPICS[interview.kind], anchor=anchor)
        return Reply((*reply.messages, back), reply.state.but(interview=interview))
    if top and top.topic == "my_deadline_status" and heard.verdict == "answer":
        known = people_turns.timeline(context, state)
        if known:
            return Reply(known.messages, known.state.but(interview=interview))
    if top and top.topic in SMALL - {"chitchat"} and heard.verdict == "answer":
        return Reply(
            tuple(say.answer(context, top.topic, state, case=context.cases.find(top.topic, heard.text))), state
        )
    if heard.verdict == "answer" and same and state.known.get(interview.person):
        return deadline_turns.reckoned(context, state, interview.kind, [interview.person])
    # 「8月28日に出しました」: which notice? the day is asked for again
    filed = _FILED.search(heard.text) and _tells_a_day(context, heard)
    if heard.verdict == "outside" and top and top.confidence >= 0.9 and len(heard.text) > 3 and not filed:
        return None
    return deadline_turns.no_date(context, state, heard)


_FILED: Final = re.compile(r"^[^はがを]{0,12}(?:に|で)(?:出し|届け|提出)(?:ました|ます|た|る|予定|てい)")


def _tells_a_day(context: Context, heard: Heard) -> bool:
    """「妻の誕生日は11月20日です」 tells a day that is not ours; it is no further question about the family."""
    told = real_mentions(heard.text, today=context.today, tense=None, asked=True)
    return bool(told) and not re.search(r"[?]|か[。!]*$|教えて|(?:は|って)$", heard.text)


def _small_word(context: Context, state: State, heard: Heard) -> Reply | None:
    """Wait, never mind, why do you ask, I do not know: inside a sentence."""
    name = loose_act(heard.text)
    interview = state.interview
    if not name or not interview:
        return None
    if name == "ask_why" and days_of(state, interview.person) and not re.search(r"聞|日付|必要|要", heard.text):
        return None  # why that day, not why it is asked
    if name == "what":
        anchor = context.deadlines.anchors[interview.anchor]
        said = say.phrase(context, "where_printed", TOPICS[interview.kind], anchor=anchor.name, where=anchor.where)
        return Reply((said,), state)
    if name == "wait":
        anchor = context.deadlines.anchors[interview.anchor]
        said = say.phrase(context, "waiting", TOPICS[interview.kind], anchor=anchor.name, where=anchor.where)
        return Reply((said,), state)
    return act(context, state, replace(heard, act=name))


def correction(context: Context, state: State, heard: Heard) -> Reply | None:
    """A day told after the answer, without a subject of its own: a correction, or another person's day."""
    special = deadline_turns.ask_special(context, state, heard, state.topic)
    if special:
        return special
    if not state.kind or elsewhere(context, state, heard):
        return None
    top = heard.topics[0] if heard.topics else None
    group = GROUPS.get(top.topic) if top and heard.verdict == "answer" else None
    bare = only_a_day(heard.text, context.today)  # 「間違えた4月6日」: no subject, whatever the classifier says
    if group and top and group != state.kind and top.confidence >= SURE and not bare:
        return None
    own_subject = top and group is None and top.topic not in ("my_deadline_status", "third_party")
    if own_subject and top and heard.verdict == "answer" and top.confidence >= SURE and not bare:
        days = real_mentions(heard.text, today=context.today, tense=None, asked=False)
        if not (days and top.topic in ("out_of_scope", *SMALL)):
            return people_turns.family_too(context, state, heard) if len(heard.text) <= 20 else None
    return deadline_turns.hear_dates(context, state, heard, state.kind) or people_turns.family_too(
        context, state, heard
    )
