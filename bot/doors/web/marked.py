"""Words as HTML: readings in brackets become ruby, telephone numbers links, everything else text (build.js does the same)."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_PHONE: Final = r"(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{2,5}|#\d{4}|1(?:10|18|19|88|89)(?=\u756a))(?![\d-])"
_MARKS: Final = re.compile(
    r"(?P<word>[0-9\u4e00-\u9fff\u3005]*[\u4e00-\u9fff\u3005])\uff08(?P<reading>[\u3041-\u3096\u30fc]+)\uff09|" + _PHONE
)
_PHONES: Final = re.compile(_PHONE)
_RUBY: Final = Markup("<ruby>{}<rt>{}</rt></ruby>")
_LINK: Final = Markup('<a class="phone" href="tel:{}">{}</a>')


def marked(words: str) -> Markup:
    """For the filter of that name; a number to call stays a link also where it has a reading."""
    parts, at = [], 0
    for found in _MARKS.finditer(words):
        parts.append(escape(words[at : found.start()]))
        word = found["word"]
        parts.append(_RUBY.format(_linked(word), found["reading"]) if word else _link(found[0]))
        at = found.end()
    return Markup("").join([*parts, escape(words[at:])])


def _linked(word: str) -> Markup:
    found = _PHONES.search(word)
    if not found:
        return escape(word)
    return escape(word[: found.start()]) + _link(found[0]) + escape(word[found.end() :])


def _link(number: str) -> Markup:
    return _LINK.format(number.replace("#", "%23"), number)
