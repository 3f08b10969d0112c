"""Find numbers that may be personal, however they are written; says where they are, never what they are.

`find_numbers` names the stretches of a view (`bot.guard.view`) to mask.
Facts: a My Number has 12 digits, the last a check digit (番号法施行令 art. 8, 総務省令85号 art. 5). About one
in ten random numbers passes the check, and slips fail it, so the check sharpens a doubt and never clears one.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Final

from bot.guard.fillers import SEPARATORS, to_hiragana
from bot.guard.harmless import is_date
from bot.guard.number import Frame, Number
from bot.guard.patterns import AMOUNT, HARMLESS, KEEP, PIN_AFTER, PIN_BEFORE, PIN_WORD, Claim, find_claims
from bot.guard.spoken import spoken_numbers
from bot.guard.view import View
from bot.guard.window import MY_NUMBER

_URL = re.compile(r"https?://[!-~]+")
_URL_PARTS = frozenset("/?&=.#")
_DIGITS = re.compile(r"[0-9]+")

_MY_NUMBER_WORD = re.compile(r"マイナンバー(?!カード)|まいなんばー|個人番号|my ?number|12桁")
_RECEIPT: Final = re.compile(
    r"(?:受付|受け付け|整理|予約|お?問い?合わ?せ|通知|管理|注文|追跡|照会|伝票|番号札)"
    r"(?:番号|券|id|コード|no\.?)?(?:は|が|の|を|で|:|「| ){0,3}"
)
_STANDS_FREE: Final = re.compile(r"[\W_でとのがはをなだ]|\Z")
_NEAR, _FAR = 14, 40  # characters between parts of one number: small parts, parts of three digits or more


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
    words = to_hiragana(view)
    in_url = bytearray(len(view))
    for url in _URL.finditer(view):
        in_url[url.start() : url.end()] = b"\1" * (url.end() - url.start())
    for group in _DIGITS.finditer(view):
        if run:
            gap = view[run[-1].end() : group.start()]
            # The parts of a web address are numbers of their own: pages are often named by seven digits.
            apart = in_url[group.start()] and not _URL_PARTS.isdisjoint(gap)
            between = SEPARATORS.match(words, run[-1].end())
            if apart or between is None or between.end() != group.start():
                yield run
                run = []
        run.append(group)
    if run:
        yield run


def _number(groups: list[re.Match[str]]) -> Number:
    digits = "".join(g[0] for g in groups)
    return Number(groups[0].start(), groups[-1].end(), digits, max(len(g[0]) for g in groups))


def _may_be_date(groups: list[str]) -> bool:
    """Say whether bare digits answer "on which day?": 1203, 12 3, 081203, 8 12 3, 2026, 27."""
    if len(groups) == 1:
        bare = groups[0]
        if len(bare) == 4 and 1900 <= int(bare) <= 2100:
            return True
        if len(bare) < 3:
            return 1 <= int(bare) <= 31
        if len(bare) not in (3, 4, 6, 8):
            return False
        year = int(bare[:-4] or 4)
        return is_date(year, int(bare[:-2][-2:]), int(bare[-2:]))
    if len(groups) not in (2, 3) or any(len(g) > 4 for g in groups):
        return False
    year = int(groups[0]) if len(groups) == 3 else 4
    return is_date(year, int(groups[-2]), int(groups[-1]))


def _join_neighbours(numbers: list[Number]) -> None:
    """Mark numbers with words between them that together have twelve digits (最初が1234、真ん中が…)."""
    parts = [number for number in numbers if number.counts and number.kind not in ("my_number", "phone")]
    for first in range(len(parts)):
        size = 0
        for last in range(first, min(first + MY_NUMBER, len(parts))):
            part = parts[last]
            if last > first:
                near = min(part.size, parts[last - 1].size) < 3
                if part.start - parts[last - 1].end > (_NEAR if near else _FAR):
                    break
            size += part.size
            if size >= MY_NUMBER:
                if last > first and size == MY_NUMBER:
                    for member in parts[first : last + 1]:
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


def _kinds(view: View, claims: list[Claim]) -> list[str | None]:
    """What each letter was claimed as."""
    kinds: list[str | None] = [None] * len(view.text)
    for claim in claims:
        kinds[claim.start : claim.end] = [claim.kind] * (claim.end - claim.start)
    return kinds


def _written_numbers(
    view: View, claims: list[Claim], frame: Frame, expects_date: bool, for_log: bool
) -> Iterator[Number]:
    """Yield the numbers in digits that no claim explains, marked where their length alone tells."""
    kinds = _kinds(view, claims)
    together, apart = (7, 10) if for_log else (5, 7)
    for run in _runs(view.text):
        whole = _number(run)
        if whole.size >= 12 and not _is_explained([(kinds[g.start()], len(g[0])) for g in run]):
            whole.kind = "my_number"
            yield whole
            continue
        for groups in _unexplained(run, kinds):
            number = whole if len(groups) == len(run) else _number(groups)
            if expects_date and _may_be_date([g[0] for g in groups]):
                continue
            blanks = sum(at in view.soft_zeros for at in range(number.start, number.end))
            number.spelled = blanks * 2 > number.size  # 〇〇市, but 〇 alone may be the next digit
            if number.spelled:
                yield from [number] if _holds_a_digit(number, blanks, frame) else []
                continue
            if number.longest >= together or number.size >= apart:
                number.kind = "other_number"
            yield number


def _unexplained(run: list[re.Match[str]], kinds: list[str | None]) -> list[list[re.Match[str]]]:
    """The groups of a run that no claim explains, those that follow one another together."""
    parts = itertools.groupby(run, key=lambda group: kinds[group.start()] is None)
    return [list(part) for free, part in parts if free]


def _holds_a_digit(number: Number, blanks: int, frame: Frame) -> bool:
    digit_among = blanks < number.size and number.size >= 3
    return number.size < MY_NUMBER and (digit_among or frame.is_alone(number.start, number.end))


def _mark_pins(numbers: list[Number], view: View, frame: Frame) -> None:
    text = view.text
    for number in numbers:
        if number.kind is not None or number.size != 4 or number.spelled or not number.counts:
            continue
        before, after = text[max(0, number.start - 14) : number.start], text[number.end : number.end + 12]
        alone = frame.is_alone(number.start, number.end) and number.start not in view.counted
        if alone or PIN_WORD.search(f"{before}|{after}") or PIN_BEFORE.search(before) or PIN_AFTER.match(after):
            number.kind = "pin"


def disguised(view: View, claims: list[Claim], numbers: list[Number], frame: Frame) -> int:
    """Return how many digits stand together as the whole message and look like a day, a price or a telephone number.

    12345678 may be the first part of a number although 20261203 is a day.
    """
    for claim in claims:
        digits = view.text[claim.start : claim.end]
        if (
            claim.kind in (*HARMLESS, "phone")
            and digits.replace(",", "").isdigit()
            and frame.is_alone(claim.start, claim.end)
        ):
            return claim.end - claim.start - digits.count(",")
    return next((n.size for n in numbers if n.kind == "phone" and frame.is_alone(n.start, n.end)), 0)


def find_numbers(
    view: View, frame: Frame, *, expects_date: bool = False, for_log: bool = False
) -> tuple[list[Claim], list[Number]]:
    """Return what `view` holds: what is known by its form (claims), and the other numbers, in order.

    A number whose kind is None may stay. `frame`: the words of the same view. `expects_date`: the bot just asked
    for a day, so bare digits that make one may stay. `for_log`: short numbers (ports, process ids) may stay: up to
    six digits together or nine apart.
    """
    text = view.text
    claims = find_claims(text, for_log=for_log)
    numbers = spoken_numbers(text, claims, frame)
    claims += [Claim(n.start, n.end, KEEP) for n in numbers]  # taken; they are marked on their own
    numbers += _written_numbers(view, claims, frame, expects_date, for_log)
    numbers.sort(key=lambda number: number.start)
    receipts = {match.end() for match in _RECEIPT.finditer(text)}
    for number in numbers:
        if number.size <= 2 and not _STANDS_FREE.match(text, number.end):  # 一緒, 3べん: a word, not a number told
            number.counts = frame.is_alone(number.start, number.end)
        elif number.start in receipts:
            number.counts = number.size >= MY_NUMBER
        before = max(0, number.start - 20)
        slip = number.kind == "other_number" and 9 <= number.size <= 11
        if slip and _MY_NUMBER_WORD.search(text, before, number.start):
            number.kind = "my_number"
    _mark_pins(numbers, view, frame)
    if not for_log:
        _join_neighbours(numbers)
    return claims, numbers
