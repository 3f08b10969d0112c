"""Find numbers that may be personal, however they are written; says where they are, never what they are.

`find_numbers` names the stretches of a view (`bot.guard.view`) to mask.
Facts: a My Number has 12 digits, the last a check digit (番号法施行令 art. 8, 総務省令85号 art. 5). About one
in ten random numbers passes the check, and slips fail it, so the check sharpens a doubt and never clears one.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.guard.patterns import AMOUNT, KEEP, Claim, find_claims, is_date
from bot.guard.view import MASKED, View

_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}

_SEPARATOR_WORDS = (
    r"の|と|ー|_|ハイフン|はいふん|ダッシュ|スペース|空白|ドット|コンマ|カンマ|スラッシュ"
    r"|えーっ?と|えっと|ええと|それから|次[はに]|つぎ[はに]"
)
_SEPARATORS = re.compile(rf"(?:[^\w{MASKED}]|{_SEPARATOR_WORDS})*")
_URL = re.compile(r"https?://[!-~]+")
_URL_PARTS = frozenset("/?&=.#")
_DIGITS = re.compile(r"[0-9]+")
_SPOKEN_DIGIT = re.compile(
    r"[0-9]|ぜろ|れい|れー|まる|いち|いっ|にい(?!ち)|にー|に|さん|よん|しち|しい|しー|し|ごー|ご|ろく|ろっ|なな|はち|はっ"
    r"|きゅう|きゅー|きゅ|く|zero|one|two|three|four|five|six|seven|eight|nine"
)
_SPOKEN_SEPARATORS = re.compile(rf"(?:[^\w{MASKED}]|[とのー_]|はいふん|だっしゅ|すぺーす|えーっ?と|えっと)*")

_PARTICLES = ("に", "し", "く", "ご")

_MY_NUMBER_WORD = re.compile(r"マイナンバー(?!カード)|まいなんばー|個人番号|my ?number|12桁")
_PIN_WORD = re.compile(
    r"暗証|暗唱|あんしょう|パスワード|ぱすわーど|パスコード|password|passcode"
    r"|(?<![a-z])pin(?![a-z])|ピンコード|4(?:桁|けた|ケタ)|番号(?:は|が|:)"
)
_NOT_WORD = re.compile(r"[\W_]+")
_POLITE_ENDS = ("", "です", "でした", "でーす", "だよ", "だ", "で", "と", "の", "になります", "ですけど")


@dataclass
class Number:
    """A stretch of digits in a view, `size` digits long. `kind` is None while it may stay."""

    start: int
    end: int
    digits: str
    longest: int
    kind: str | None = None

    @property
    def size(self) -> int:
        return len(self.digits)


def has_valid_check_digit(digits: str) -> bool:
    """Say whether twelve digits 0-9 end in the check digit of the first eleven; any other text is False."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return False
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def _runs(view: str) -> Iterator[list[re.Match[str]]]:
    """Yield the runs: groups of digits with nothing but separators between them."""
    run: list[re.Match[str]] = []
    in_url = bytearray(len(view))
    for url in _URL.finditer(view):
        in_url[url.start() : url.end()] = b"\1" * (url.end() - url.start())
    for group in _DIGITS.finditer(view):
        if run:
            gap = view[run[-1].end() : group.start()]
            # The parts of a web address are numbers of their own: pages are often named by seven digits.
            apart = in_url[group.start()] and not _URL_PARTS.isdisjoint(gap)
            if apart or _SEPARATORS.fullmatch(gap) is None:
                yield run
                run = []
        run.append(group)
    if run:
        yield run


def _number(groups: list[re.Match[str]]) -> Number:
    digits = "".join(g[0] for g in groups)
    return Number(groups[0].start(), groups[-1].end(), digits, max(len(g[0]) for g in groups))


def is_last(view: str, number: Number) -> bool:
    """Say whether nothing but a polite ending follows the number."""
    return _NOT_WORD.sub("", view[number.end :]) in _POLITE_ENDS


def is_alone(view: str, number: Number) -> bool:
    """Say whether the message is nothing but this number, politely said or not."""
    before = _NOT_WORD.match(view)
    return (before.end() if before else 0) >= number.start and is_last(view, number)


def _spoken_numbers(view: str, claims: list[Claim]) -> list[Number]:
    """Return the numbers spelled in kana or English: ten digits or more in a row, or the whole message."""
    text = view.translate(_TO_HIRAGANA)
    blocked = bytearray(len(text))
    for claim in claims:
        blocked[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
    found = []
    at = 0
    while first := _SPOKEN_DIGIT.search(text, at):
        units: list[re.Match[str]] = []
        unit: re.Match[str] | None = first
        while unit is not None and not blocked[unit.start()]:
            units.append(unit)
            gap = _SPOKEN_SEPARATORS.match(text, unit.end())
            unit = _SPOKEN_DIGIT.match(text, gap.end() if gap else unit.end())
        at = units[-1].end() if units else first.end()
        # A particle next to written digits (番号に1234) is no digit.
        if len(units) > 1 and units[0][0] in _PARTICLES and units[1][0].isdigit():
            units.pop(0)
        if len(units) > 1 and units[-1][0] in _PARTICLES and units[-2][0].isdigit():
            units.pop()
        kana = sum(not u[0].isdigit() for u in units)
        if not kana or len(units) < 4:
            continue
        number = Number(units[0].start(), units[-1].end(), "0" * len(units), len(units))
        if number.size in (10, 11) and units[0][0] in ("ぜろ", "れい", "まる", "0", "zero"):
            number.kind = "phone"
        elif number.size >= 10:
            number.kind = "my_number" if number.size >= 12 else "other_number"
        elif kana == number.size and is_alone(text, number):
            number.kind = "pin" if number.size == 4 else "other_number"
        if number.kind:
            found.append(number)
    return found


def _may_be_date(groups: list[str]) -> bool:
    """Say whether bare digits answer "on which day?": 1203, 12 3, 081203, 8 12 3, 2026."""
    if len(groups) == 1:
        bare = groups[0]
        if len(bare) == 4 and 1900 <= int(bare) <= 2100:
            return True
        if len(bare) not in (3, 4, 6, 8):
            return False
        year = int(bare[:-4] or 4)
        return is_date(year, int(bare[:-2][-2:]), int(bare[-2:]))
    if len(groups) not in (2, 3) or any(len(g) > 4 for g in groups):
        return False
    year = int(groups[0]) if len(groups) == 3 else 4
    return is_date(year, int(groups[-2]), int(groups[-1]))


def _join_neighbours(numbers: list[Number], view: str) -> None:
    """Mark numbers with a few words between them that together have twelve digits (最初が1234、真ん中が…)."""
    for first in range(len(numbers)):
        digits = ""
        for last in range(first, min(first + 6, len(numbers))):
            number = numbers[last]
            if last > first and number.start - numbers[last - 1].end > 14:
                break
            digits += number.digits
            group = numbers[first : last + 1]
            fours = all(n.size == 4 for n in group)
            if len(digits) >= 12:
                if last > first and len(digits) == 12 and (fours or has_valid_check_digit(digits)):
                    for member in group:
                        member.kind = "my_number"
                break


def _is_explained(groups: list[tuple[str | None, int]]) -> bool:
    """Say whether a run of twelve digits or more, as (kind claimed, digits) of its groups, is no My Number.

    It is refused whatever it looks like in part; what is explained to the last digit (two phone numbers, two
    days and a price) may be something else, and so may a day and a time with a small number.
    """
    amounts = [size for kind, size in groups if kind == AMOUNT]
    free = sum(size for kind, size in groups if kind is None)
    if not free and sum(amounts) <= 4:
        return True
    if any(kind == "phone" or (kind and size >= 5) for kind, size in groups):
        return False
    return free + sum(amounts) < 4


def _written_numbers(view: View, claims: list[Claim], expects_date: bool, for_log: bool) -> Iterator[Number]:
    """Yield the numbers in digits that no claim explains, marked where their length alone tells."""
    kinds: list[str | None] = [None] * len(view.text)
    for claim in claims:
        kinds[claim.start : claim.end] = [claim.kind] * (claim.end - claim.start)
    together, apart = (7, 10) if for_log else (5, 7)
    for run in _runs(view.text):
        whole = _number(run)
        if whole.size >= 12 and not _is_explained([(kinds[g.start()], len(g[0])) for g in run]):
            whole.kind = "my_number"
            yield whole
            continue
        for explained, part in itertools.groupby(run, key=lambda group: kinds[group.start()] is not None):
            groups = list(part)
            number = _number(groups)
            blanks = sum(at in view.soft_zeros for at in range(number.start, number.end))
            may_stay = expects_date and _may_be_date([g[0] for g in groups])
            if explained or blanks * 2 > number.size or may_stay:
                continue
            if number.longest >= together or number.size >= apart:
                number.kind = "other_number"
            yield number


def find_numbers(view: View, *, expects_date: bool = False, for_log: bool = False) -> tuple[list[Claim], list[Number]]:
    """Return what `view` holds: what is known by its form (claims), and the other numbers, in order.

    A number whose kind is None may stay. `expects_date`: the bot just asked for a day, so bare digits that
    make one may stay. `for_log`: short numbers (ports, process ids) may stay: up to six digits together or
    nine apart.
    """
    text = view.text
    claims = find_claims(text, for_log=for_log)
    numbers = _spoken_numbers(text, claims)
    claims += [Claim(n.start, n.end, KEEP) for n in numbers]  # taken; they are marked on their own
    numbers += _written_numbers(view, claims, expects_date, for_log)
    numbers.sort(key=lambda number: number.start)
    for number in numbers:
        before = text[max(0, number.start - 20) : number.start]
        if number.kind == "other_number" and 9 <= number.size <= 11 and _MY_NUMBER_WORD.search(before):
            number.kind = "my_number"
        if number.kind is None and number.size == 4:
            near = text[max(0, number.start - 14) : number.start] + "|" + text[number.end : number.end + 12]
            if _PIN_WORD.search(near) or is_alone(text, number):
                number.kind = "pin"
    _join_neighbours(numbers, text)
    return claims, numbers
