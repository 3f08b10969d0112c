"""Bring every text a person writes or says into one form: the only place where that is done.

Training examples go through the same `normalise`, so the model never sees a writing it was not trained on.
Pure, standard library only. What the functions promise is proven by properties in `tests/unit/test_text.py`.
"""

import re
import unicodedata

MAX_CHARS = 2000
"""Longest text that is read on (characters after normalising). Sudachi refuses more than 49,149 bytes, which
is about 16,000 Japanese characters; a question is far shorter, and the sender is told when a text was cut."""

RAW_CHARS = 4 * MAX_CHARS
"""Characters of raw text that are looked at at all; keeps the work bounded whatever is sent."""

_DASHES = "‐‑‒–—―−⁃˗⁻₋─━╴╶╸╺➖֊־᠆⸺⸻゠﹘﹣-"
_TILDES = "〜～∼∾⁓〰˜~"
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x3164, 0xFFA0}
_ALWAYS_KEPT_SYMBOLS = "〒℡"


def _is_emoji(char: str) -> bool:
    """Say whether `char` is a picture. Signs people write sentences with (〒 ○ △ → ※) are not."""
    code = ord(char)
    return (
        0x1F000 <= code <= 0x1FAFF
        or 0x2600 <= code <= 0x27BF
        or 0x2300 <= code <= 0x23FF
        or 0x2B00 <= code <= 0x2BFF
        or code in (0x25B6, 0x25C0, 0x2800, 0x303D, 0xFFFC, 0xFFFD)
    )


def _fold_char(char: str) -> str:
    """Return what one character of NFKC text becomes: itself, another, a space, or nothing."""
    if char.isascii() and char.isprintable():
        return char
    if char.isspace():
        return " "
    if char in _DASHES:
        return "-"
    if char in _TILDES:
        return "~"
    code = ord(char)
    # Variation selectors and enclosing or overlaid marks only decorate the character before them.
    if code in _INVISIBLE or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    if 0x0300 <= code <= 0x036F or 0x20D0 <= code <= 0x20FF:
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "No":
        value = unicodedata.numeric(char)
        return str(int(value)) if value == int(value) and value < 100 else char
    if category in ("Cc", "Cf", "Cs"):
        return ""
    if category in ("Co", "Cn") or (char not in _ALWAYS_KEPT_SYMBOLS and _is_emoji(char)):
        return " "
    return char


class _FoldTable(dict[int, str]):
    """`str.translate` table that works out each character once; bounded, so no sender can make it grow."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < 20_000:
            self[code] = folded
        return folded


_FOLD = _FoldTable()

_DIGIT_LONG_MARK = re.compile(r"(?<=[0-9])( ?)ー+( ?)(?=[0-9])")
_KATAKANA_HYPHEN = re.compile(r"(?<=[ァ-ヺ])-+(?=[ァ-ヺ])")  # カ-ド, typed with the minus key
_REPEATED_MARK = re.compile(r"([!?。、・.,~\-ー♪*=#_|^;:])\1+")
_LAUGHTER = re.compile(r"(?<![A-Za-z0-9.])[wW]{2,}(?![A-Za-z0-9.])")
_REPEATED_LAUGH = re.compile(r"笑{2,}")
# ああああ is a mood, but 0000 is a number, and so are 〇〇〇〇, にににに and なななな (77): the guard must see them whole.
_REPEATED_CHAR = re.compile(r"([^0-9〇零一二三四五六七八九壱弐参肆伍陸漆捌玖○◯にしごくなニシゴクナ])\1{3,}")


def normal_chars(text: str) -> str:
    """Return `text` with each character in its normal form; nothing that depends on its neighbours."""
    return unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)


def _normalise_once(text: str) -> str:
    text = normal_chars(text)
    text = _KATAKANA_HYPHEN.sub("ー", _DIGIT_LONG_MARK.sub(r"\1-\2", text))
    text = _REPEATED_LAUGH.sub("笑", _LAUGHTER.sub("", text))
    text = _REPEATED_CHAR.sub(r"\1\1\1", _REPEATED_MARK.sub(r"\1", text))
    return " ".join(text.split())


def normalise_whole(text: str) -> str:
    """Return `text` in the one form, cut only at `RAW_CHARS`; for the guard, which must see before it cuts.

    One step can make room for another (a removed mark brings two characters together), so the steps are
    repeated until nothing changes; that also makes the function idempotent.
    """
    text = cut(text, RAW_CHARS)
    while (folded := _normalise_once(text)) != text:
        text = folded
    return text


def normalise(text: str) -> str:
    """Return `text` in the one form the help desk works with; never raises, idempotent.

    In: anything a person or a recogniser sent. Out: NFKC; any kind of digit as 0-9, dashes as "-", tildes as
    "~" (ー stays in words); marks once, other characters at most three times in a row (digits untouched);
    no emoji, control, direction or invisible characters; single spaces; at most `MAX_CHARS` characters.
    Markup stays visible text.
    """
    text = normalise_whole(text)
    while len(text) > MAX_CHARS:
        text = normalise_whole(cut(text, MAX_CHARS))
    return text


_OPEN_PLACEHOLDER = re.compile(r"〔[^〕]{0,9}\Z")
_NUMBER_AT_END = re.compile(r"(?:[0-9][\W_ーのと]{0,4})+\Z")
_NUMBER_AT_START = re.compile(r"[\W_ーのと]{0,4}[0-9]")


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, never ending inside a number or a 〔placeholder〕.

    Half a number is worse than none: it would no longer be recognised as one.
    """
    if len(text) <= limit:
        return text
    start = max(0, limit - 80)
    tail = normal_chars(text[start:limit])
    number = _NUMBER_AT_END.search(tail)
    # A number that fills the whole tail stays: it is far too long to be mistaken for something else.
    if number and number.start() and _NUMBER_AT_START.match(normal_chars(text[limit : limit + 8])):
        return _OPEN_PLACEHOLDER.sub("", text[:start] + tail[: number.start()])
    return _OPEN_PLACEHOLDER.sub("", text[:limit])


_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` for finding duplicates: normalised, lower case, without spaces and punctuation."""
    text = normalise(text)
    while (folded := normalise(_NOT_WORD.sub("", text).casefold())) != text:
        text = folded
    return text


def is_blank(text: str) -> bool:
    """Say whether nothing but spaces, punctuation, emoji or long marks is left of `text`."""
    return not _NOT_WORD.sub("", normalise(text)).strip("ー")


_END_MARK = re.compile(r"(?<=[。!?\n])(?![。!?」』)])|(?<=[。!?][」』)])")
_POLITE_SPACE = re.compile(r"(?<=です|ます|した|せん|さい|すか|せか|うか) ")
_SPOKEN_QUESTION = re.compile(
    r"(?<=ですか|ますか|せんか|ょうか)、?(?=[一-龥ァ-ヴA-Za-z0-9]|それ|あと|また|ほか)(?!教|知|聞|調|困|分|不安|心配|お願)"
)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, normalised, in order, without blank ones.

    Ends are 。！？, a new line, a space after a polite ending (a new line after normalising), and a polite
    question that runs straight into the next one, as recognisers write speech.
    """
    sentences = []
    for line in text.splitlines():
        for marked in _END_MARK.split(normalise(line)):
            for polite in _POLITE_SPACE.split(marked):
                sentences += _SPOKEN_QUESTION.split(polite)
    return [part for sentence in sentences if not is_blank(part := sentence.strip())]
