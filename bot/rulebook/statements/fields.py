"""Reading single fields of the rulebook's YAML, with errors that name file, entry, key, value and what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from bot.rulebook.statements.model import SourceRef


class Fields:
    """One mapping of a YAML file. Every fault is appended to `problems`; a usable default is returned instead."""

    def __init__(self, where: str, data: Mapping[str, Any], problems: list[str]) -> None:
        self.where = where
        self.data = data
        self.problems = problems

    def fault(self, key: str, says: str) -> None:
        self.problems.append(f"{self.where}: {key}: {says}")

    def known_keys(self, allowed: Collection[str]) -> None:
        for key in self.data:
            if key not in allowed:
                self.fault(str(key), f"unknown key; allowed: {', '.join(sorted(allowed))}")

    def text(self, key: str, *, required: bool = True) -> str:
        value = self.data.get(key)
        if value is None or value == "":
            if required:
                self.fault(key, "missing; a text is required")
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.fault(key, f"must be a text, not {type(value).__name__}")
            return ""
        return str(value).strip()

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or value not in allowed:
            self.fault(key, f"{value!r} is not allowed; allowed: {', '.join(sorted(allowed))}")
            return next(iter(allowed))
        return value

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self.data.get(key)
        if value is None:
            if required:
                self.fault(key, "missing; a date like 2026-04-01 is required")
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(key, f"{value!r} is not a date like 2026-04-01")
            return None

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} must be true or false")
            return False
        return value

    def names(self, key: str, allowed: Collection[str] | None = None, at_most: int | None = None) -> tuple[str, ...]:
        value = self.data.get(key) or []
        if not isinstance(value, list):
            self.fault(key, "must be a list")
            return ()
        names = tuple(str(name) for name in value)
        if allowed is not None:
            for name in names:
                if name not in allowed:
                    self.fault(key, f"{name!r} is unknown; allowed: {', '.join(sorted(allowed))}")
        if at_most is not None and len(names) > at_most:
            self.fault(key, f"at most {at_most}, found {len(names)}")
        return names

    def source_refs(self, allowed: Collection[str]) -> tuple[SourceRef, ...]:
        value = self.data.get("sources") or []
        if not isinstance(value, list) or not value:
            self.fault("sources", "missing; at least one source like {id: A, section: ...} is required")
            return ()
        refs: list[SourceRef] = []
        for item in value:
            if isinstance(item, str):
                item = {"id": item}
            if not isinstance(item, Mapping) or "id" not in item:
                self.fault("sources", f"{item!r} must be like {{id: A, section: ...}}")
                continue
            name = str(item["id"])
            if name not in allowed:
                self.fault("sources", f"{name!r} is not in sources.yml")
            refs.append(SourceRef(name, str(item.get("section") or "")))
        return tuple(refs)
