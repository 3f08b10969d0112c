"""Reading the fields of needs/*.yml: like `Fields`, and every fault of a statement quotes the sentence it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from bot.rulebook.statements.fields import Fields
from bot.rulebook.statements.statement import FORMS, WHEN, StatedSource, Wording

_ID: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_SHOWN_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def first_sentence(text: str) -> str:
    """The first sentence of a wording, for messages."""
    return re.split(r"(?<=。)|\n", text.strip(), maxsplit=1)[0]


def shown_date(value: Any) -> str | None:
    """A page's own date: "2025", "2025-04", "2025-04-01", or "" for `none`; None when it is nothing of that."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value == "none":
        return ""
    return str(value) if isinstance(value, str | int) and _SHOWN_DATE.fullmatch(str(value)) else None


class NeedFields(Fields):
    """One mapping of needs/*.yml."""

    def fault(self, key: str, says: str) -> None:
        text = self.data.get("text")
        quote = f" 「{first_sentence(text)}」" if isinstance(text, str) and "「" not in says else ""
        super().fault(key, says + quote)

    def dotted(self, key: str, head: str) -> str:
        """An id that begins with `head` and a dot."""
        name = self.text(key)
        if name and head and not (name.startswith(f"{head}.") and _ID.fullmatch(name)):
            self.fault(key, f"{name!r} must begin with {head + '.'!r} and hold only a-z, 0-9, _ and dots")
        return name

    def listed(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of words of a closed vocabulary."""
        if self.data.get(key) is not None and not isinstance(self.data[key], list):
            self.fault(key, f"must be a list like [{next(iter(allowed), '')}]")
            return ()
        return self.names(key, allowed)

    def word(self, key: str, allowed: Collection[str], default: str) -> str:
        """One word of a closed vocabulary; YAML's true and false are yes and no."""
        value = self.data.get(key)
        value = default if value is None else _word(value)
        if value not in allowed:
            self.fault(key, f"{value!r} is not allowed; allowed: {', '.join(allowed)}")
            return default
        return value

    def when(self) -> dict[str, tuple[str, ...]]:
        """The conditions of a statement."""
        given = self.data.get("when") or {}
        if not isinstance(given, Mapping):
            self.fault("when", "must be like {card: [lost, broken]} or {}")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for condition, values in given.items():
            if condition not in WHEN:
                self.fault("when", f"{condition!r} is no condition; allowed: {', '.join(WHEN)}")
                continue
            if not isinstance(values, list) or not values:
                self.fault("when", f"{condition} needs a list; allowed: {', '.join(WHEN[condition])}")
                continue
            words = tuple(_word(value) for value in values)
            for word in words:
                if word not in WHEN[condition]:
                    self.fault("when", f"{condition}: {word!r} is not allowed; allowed: {', '.join(WHEN[condition])}")
            found[condition] = words
        return found

    def stated_sources(self, allowed: Collection[str]) -> tuple[StatedSource, ...]:
        """Sources with the page's own date, at least one."""
        given = self.data.get("sources")
        if not isinstance(given, list) or not given:
            self.fault(
                "sources", "missing; at least one like {id: S401, section: 申請, source_date: 2025-04-01} is required"
            )
            return ()
        found: list[StatedSource] = []
        for item in given:
            if not isinstance(item, Mapping) or "id" not in item:
                self.fault("sources", f"{item!r} must be like {{id: S401, section: 申請, source_date: 2025-04-01}}")
                continue
            name, day = str(item["id"]), shown_date(item.get("source_date"))
            if name not in allowed:
                self.fault("sources", f"{name!r} is no source; add it to `sources:` of the family's file")
            if day is None:
                self.fault(
                    "sources",
                    f"source_date of {name}: {item.get('source_date')!r} must be the page's own date"
                    " (2025, 2025-04 or 2025-04-01), or none where the page shows none",
                )
            for key in item:
                if key not in ("id", "section", "source_date"):
                    self.fault("sources", f"{key!r} is no key of a source; allowed: id, section, source_date")
            found.append(StatedSource(name, str(item.get("section") or ""), day or ""))
        return tuple(found)

    def words(self, *, english: bool) -> Wording:
        """All wordings; text, easy and speech must be there, English where `english`."""
        text, easy, speech = (self.text(form) for form in FORMS[:3])
        return Wording(text, easy, speech, self.text("en", required=english))

    def must_say(self) -> dict[str, tuple[str, ...]]:
        """Per form the words that must not be lost."""
        given = self.data.get("must_say") or {}
        if not isinstance(given, Mapping):
            self.fault("must_say", "must be like {text: [領収書], easy: [りょうしゅうしょ], speech: [領収書]}")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for form, words in given.items():
            if form not in FORMS or not isinstance(words, list):
                self.fault("must_say", f"{form!r} must be one of {', '.join(FORMS)}, with a list of words")
                continue
            found[str(form)] = tuple(str(word) for word in words)
        return found


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
