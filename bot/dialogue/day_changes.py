"""Messages that change what is known without telling a day: the same day, the same town, called off, how an office counts."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.dialogue import say
from bot.dialogue.context import Context
from bot.dialogue.deadline_turns import put_day, reckoned
from bot.dialogue.model import Heard, Interview, Reply, State
from bot.dialogue.reckonings import TOPICS, days_of
from bot.dialogue.told_dates import GROUP_DEFAULT, ONLINE_NOTICE, real_mentions, same_town

_PARTNERS: Final = {
    "moving_out_planned": "move_date",
    "move_date": "moving_out_planned",
    "moving_in_filed": "move_date",
}
_SAME_DAY: Final = re.compile(r"(?:同じ|おなじ)(?:日|です|だ|で|ひ|\s|。|$)|同日|一緒の日|同じく")
_YEARS: Final = {"去年": -1, "昨年": -1, "今年": 0, "来年": 1, "再来年": 2}
_YEAR_ONLY: Final = re.compile(
    r"^(?:すみません|\d年間違え(?:た|ました|て)|ごめん(?:なさい)?|間違え(?:た|ました)|あ|いや|いえ|違(?:う|います)|"
    r"それ(?:は)?|[、。\s])*(去年|昨年|今年|来年|再来年|20\d\d)年?"
    r"(?:の(?:ほう|方|話|こと|間違い)?)?(?:でした|です|だった|だ)?[。!]?$"
)
_OFF: Final = re.compile(
    r"(?:引っ?越し?|ひっこし|転居|転勤|赴任|留学|出国|渡航|移住|海外行き).{0,8}"
    r"(?:なくな(?:り|っ)|無くな(?:り|っ)|中止|取り?やめ|とりやめ|やめ(?:ました|た|る)|キャンセル|白紙|しないこと|行かないこと)"
)
_PUT_OFF: Final = re.compile(r"延期|先延ばし|延び(?:ました|た)|ずれ(?:ました|た)|日(?:程|にち)?が変わ")
_COUNTS_FIRST: Final = re.compile(
    r"(?:(?:当日|その日|同じ日|出した日|届け?出?た日|届出日|初日)(?:から|を(?:1日目|一日目)|"
    r"も)(?!.{0,12}(?:\?|か$|か。)).{0,8}(?:数え|かぞえ|カウント|含|1日目|一日目|起算)"
    r"|当日(?:起算|算入)|初日算入)"
)
_COUNTS_NEXT: Final = re.compile(
    r"(?:翌日|次の日)(?:から|を(?:1日目|一日目))(?!.{0,12}(?:\?|か$|か。)).{0,8}(?:数え|"
    r"かぞえ|カウント|1日目|一日目|起算)|翌日起算"
)


def same_day(context: Context, state: State, heard: Heard) -> Reply | None:
    """「転出予定日も同じ日です」 in answer to the question for it."""
    interview = state.interview
    if not interview or not _SAME_DAY.search(heard.text) or len(heard.text) > 30:
        return None
    day = days_of(state, interview.person).get(_PARTNERS.get(interview.anchor, ""))
    if not day:
        return None
    told = put_day(state, interview.person, interview.anchor, day, interview.kind)
    return reckoned(context, told, interview.kind, [interview.person], before=state)


def same_municipality(context: Context, state: State, heard: Heard) -> Reply | None:
    """「同じ市内です」「いえ、別の市です」 after a day was told: another notice, the same day."""
    days = state.known.get("", {})
    if state.kind != "moving" or len(heard.text) > 30 or "郵便" in heard.text:
        return None
    if same_town(heard.text) and "move_date" in days:
        old, new = "move_date", "relocation_date"
    elif re.search(r"(?:別|ほか|他|違う)の?(?:市|区|町|村|県)|市外|県外", heard.text) and "relocation_date" in days:
        old, new = "relocation_date", "move_date"
    else:
        return None
    changed = {new if anchor == old else anchor: day for anchor, day in days.items() if anchor != "moving_out_planned"}
    state = state.but(known={**state.known, "": changed}, last=new, interview=None)
    return reckoned(context, state, "moving", [""])


def other_year(context: Context, state: State, heard: Heard) -> Reply | None:
    """「ごめんなさい、今年でした」: the day told last, in another year."""
    day = state.known.get("", {}).get(state.last)
    found = _YEAR_ONLY.match(heard.text)
    if not day or not found or not state.kind:
        return None
    year = context.today.year + _YEARS[found[1]] if found[1] in _YEARS else int(found[1])
    try:
        told = put_day(state, "", state.last, date.fromisoformat(day).replace(year=year), state.kind)
    except ValueError:
        return None
    return reckoned(context, told, state.kind, [""], before=state)


def called_off(context: Context, state: State, heard: Heard) -> Reply | None:
    """「引っ越しがなくなりました」: the days are forgotten; 「延期になりました」: the day is asked anew."""
    if (
        state.kind not in ("moving", "overseas")
        or not state.known
        or len(heard.text) > 40
        or re.search(r"\d", heard.text)
    ):
        return None
    topic = TOPICS[state.kind]
    if _OFF.search(heard.text):
        forgotten = state.but(known={}, interview=None, last="", options=(), kind="")
        return Reply((say.phrase(context, "called_off", topic, buttons=say.first_buttons(context)),), forgotten)
    if _PUT_OFF.search(heard.text):
        anchor = _postponed(heard.text, state)
        name = context.deadlines.anchors[anchor].name
        asked = say.phrase(context, "ask_day", topic, anchor=name)
        known = without_day(state, anchor)
        return Reply((asked,), state.but(known=known, interview=Interview(state.kind, anchor), options=(), month=""))
    return None


def _postponed(text: str, state: State) -> str:
    """Which day no longer holds: the one named, else the one told last."""
    if "予定日" in text and "moving_out_planned" in state.known.get("", {}):
        return "moving_out_planned"
    default = GROUP_DEFAULT[state.kind]
    held = next((one for one in (default, "relocation_date") if one in state.known.get("", {})), "")
    return held or state.last or default


def without_day(state: State, anchor: str) -> dict[str, dict[str, str]]:
    """What is known without the speaker's day `anchor`; who goes along on that day loses it too.

    They stay known without days and follow the new one.
    """
    old = state.known.get("", {}).get(anchor)
    return {
        person: {name: day for name, day in days.items() if (name, day) != (anchor, old)}
        for person, days in state.known.items()
    }


def office_counts(context: Context, state: State, heard: Heard) -> Reply | None:
    """「うちの市は届け出た日から数えるそうです」: the 90 days as that office counts them."""
    first, following = _COUNTS_FIRST.search(heard.text), _COUNTS_NEXT.search(heard.text)
    filed = any({"moving_in_filed", "return_filed"} & days.keys() for days in state.known.values())
    if not filed or bool(first) == bool(following) or state.kind not in ("moving", "overseas"):
        return None
    state = state.but(counts="first" if first else "next")
    return reckoned(context, state, state.kind, list(state.known)[-1:])


def online_notice(context: Context, state: State, heard: Heard) -> Reply | None:
    """「転出届をネットで出せるのはいつから?」: the day of moving in is asked, or known."""
    if not ONLINE_NOTICE.search(heard.text) or not re.search(r"いつ|期間|何日|まで|期限", heard.text):
        return None
    if real_mentions(heard.text, today=context.today, tense=None, asked=False):
        return None
    day = state.known.get("", {}).get("move_date")
    if not day:
        name = context.deadlines.anchors["move_in_online"].name
        asked = say.phrase(context, "ask_day", "moving_deadline", anchor=name)
        waiting = state.but(kind="moving", topic="moving_deadline", interview=Interview("moving", "move_in_online"))
        return Reply((asked,), waiting)
    told = put_day(state, "", "move_in_online", date.fromisoformat(day), "moving")
    return reckoned(context, told, "moving", [""])
