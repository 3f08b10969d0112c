"""Numbers spelled out: ぜろいちにさん, イチニイサン, zero one two, ichi ni san; with pauses and mixed with digits. Pure."""

import re
from typing import Final

from bot.guard.fillers import SEPARATORS, to_hiragana
from bot.guard.number import Frame, Number
from bot.guard.patterns import KEEP, PIN_WORD, Claim
from bot.guard.window import MY_NUMBER

_WORDS: Final = (
    r"ぜろ|れい|れー|まる|zero|rei",
    r"いち|いっ|ひと(?![つりびもがはのでをと])|one|ichi",
    r"にい(?!ち)|にー|に(?!な[りる])|ふた(?![つりたを])|two|ni(?!ne)",
    r"さん|さーん|three|san",
    r"よん|よーん|しい(?!ち)|しー|し(?!ち)|four|yon|shi(?!chi)",
    r"ごお|ごー|ご|five|go",
    r"ろく|ろっ|ろーく|six|roku",
    r"なな|なーな|しち|seven|nana|shichi",
    r"はち|はっ|eight|hachi",
    r"きゅう|きゅー|きゅ|くー|く|nine|kyuu|kyu|ku",
)
_DIGIT: Final = re.compile("|".join([*(f"(?P<d{n}>{words})" for n, words in enumerate(_WORDS)), r"(?P<written>[0-9])"]))
# Short readings are also particles and ends of words (にしにいく); only what is nothing but a digit tells of a number.
_SHORT: Final = frozenset(
    {
        "に",
        "し",
        "く",
        "ご",
        "にい",
        "しい",
        "きゅ",
        "いっ",
        "ひと",
        "ろっ",
        "はっ",
        "ni",
        "shi",
        "go",
        "ku",
        "san",
        "one",
        "rei",
    }
)
_PARTICLES: Final = ("に", "し", "く", "ご")
_CONTINUES: Final = re.compile(
    r"[a-z]|じゅう|にん|がつ|にち|じ|ねん|ばん|かい|けた|ひゃく|せん|まん|えん|さい|ち(?!が)"
)


def _value(unit: re.Match[str]) -> str:
    return unit[0] if unit.lastgroup == "written" else str(unit.lastgroup or "d0")[1:]


def _units(text: str, first: re.Match[str], blocked: bytearray, frame: Frame) -> list[re.Match[str]]:
    """Return the digits that follow each other from `first` on, with nothing but pauses between."""
    units: list[re.Match[str]] = []
    unit: re.Match[str] | None = first
    while unit is not None and not blocked[unit.start()]:
        units.append(unit)
        unit = _DIGIT.match(text, unit.end())
        if unit is None:
            gap = SEPARATORS.match(text, units[-1].end())
            unit = _DIGIT.match(text, gap.end()) if gap else None
    return _without_particles(units, frame)


def _without_particles(units: list[re.Match[str]], frame: Frame) -> list[re.Match[str]]:
    """A particle next to written digits (番号に1234) is no digit."""
    if len(units) > 1 and units[0][0] in _PARTICLES and units[1].lastgroup == "written":
        units.pop(0)
    if len(units) > 1 and units[-2].lastgroup == "written":
        name = units[-1][0] == "さん" and len(units) != MY_NUMBER and units[-1].start() == units[-2].end()  # 一二三さん
        twelfth = len(units) == MY_NUMBER and units[-1].start() > units[-2].end() and frame.is_last(units[-1].end())
        if name or (units[-1][0] in _PARTICLES and not twelfth):
            units.pop()
    return units


def _is_plain(units: list[re.Match[str]]) -> bool:
    """Say whether the words can hardly be anything but digits: half of them long, all the same, or set apart by marks."""
    words = [unit[0] for unit in units if unit.lastgroup != "written"]
    apart = all(a.end() < b.start() for a, b in zip(units, units[1:], strict=False))
    return (
        len(set(words)) == 1
        or 2 * sum(word not in _SHORT for word in words) >= len(words)
        or (apart and len(words) > 2)
    )


def _judge(number: Number, units: list[re.Match[str]], frame: Frame, text: str) -> bool:
    """Set the kind of a spelled number where its form tells; say whether it is one at all."""
    spelled = sum(unit.lastgroup != "written" for unit in units)
    alone = frame.is_alone(number.start, number.end)
    if number.size >= 10:
        number.kind = _kind_by_length(number)
    elif not _is_plain(units):
        return alone or _is_told(number, frame, text)
    elif spelled == number.size >= 4 and (alone or PIN_WORD.search(_near(number, text))):
        number.kind = "pin" if number.size == 4 else "other_number"
    return number.kind is not None or alone or (number.size >= 3 and not _CONTINUES.match(text, number.end))


def _kind_by_length(number: Number) -> str:
    """Of ten digits and more."""
    if number.size < 12 and number.digits[0] == "0":
        return "phone"
    return "my_number" if number.size >= 12 else "other_number"


def _near(number: Number, text: str) -> str:
    return text[max(0, number.start - 14) : number.start] + "|" + text[number.end : number.end + 12]


def _is_told(number: Number, frame: Frame, text: str) -> bool:
    """にごしく may be four digits: counted, but にしにいく is not masked."""
    before = text[number.start - 1 : number.start]
    return number.size >= 4 and before in ("は", "が", "、") and frame.is_last(number.end)


def spoken_numbers(view: str, claims: list[Claim], frame: Frame) -> list[Number]:
    """Return the numbers of `view` with at least one digit spelled out; those whose kind is None may stay."""
    text = to_hiragana(view)
    blocked = bytearray(len(text))
    for claim in claims:
        # 0312345678 may be ten digits of a number whose others are spelled; 12月 or 03-1234-5678 is none.
        if not (claim.kind in ("phone", KEEP) and text[claim.start : claim.end].isdigit()):
            blocked[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
    found = []
    at = frame.opens
    while first := _DIGIT.search(text, at):
        units = _units(text, first, blocked, frame)
        at = units[-1].end() if units else first.end()
        if all(unit.lastgroup == "written" for unit in units):
            continue
        number = Number(units[0].start(), units[-1].end(), "".join(map(_value, units)), len(units), spelled=True)
        overlaps = any(claim.start < number.end and number.start < claim.end for claim in claims)
        if _judge(number, units, frame, text) and not (overlaps and number.size < MY_NUMBER):
            found.append(number)
    return found
