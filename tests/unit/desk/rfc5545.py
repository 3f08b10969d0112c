"""A reader of calendar files after the grammar of RFC 5545 and nothing else; what it forbids is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

LONGEST: Final = 75  # octets of a line (3.1)
_LINE: Final = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x08\x7f]*"|[^";:,\x00-\x08\x7f]*))*):(.*)', re.DOTALL)
_DURATION: Final = re.compile(r"([+-]?)P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)")
_ONCE: Final = {  # (must stand once, may stand once) of each component (3.6)
    "VCALENDAR": ({"PRODID", "VERSION"}, {"CALSCALE", "METHOD"}),
    "VEVENT": (
        {"UID", "DTSTAMP", "DTSTART"},
        {"DTEND", "SUMMARY", "DESCRIPTION", "CLASS", "TRANSP", "SEQUENCE", "LAST-MODIFIED"},
    ),
    "VALARM": ({"ACTION", "TRIGGER", "DESCRIPTION"}, set()),
}
_INSIDE: Final = {"": {"VCALENDAR"}, "VCALENDAR": {"VEVENT"}, "VEVENT": {"VALARM"}, "VALARM": set()}


@dataclass
class Part:
    """A component: its properties as (parameters, value) by name, and what stands in it."""

    name: str
    properties: dict[str, tuple[str, str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A TEXT value without its escapes (3.3.11)."""
        value = self.properties[name][1]
        if re.search(r"(?<!\\)(?:\\\\)*[,;]|(?<!\\)(?:\\\\)*\\[^\\,;nN]", value):
            raise ValueError(f"{name}: not escaped")
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)

    def day(self, name: str) -> date:
        """A DATE value (3.3.4)."""
        parameters, value = self.properties[name]
        if parameters != ";VALUE=DATE" or not re.fullmatch(r"\d{8}", value):
            raise ValueError(f"{name}: no whole day")
        return datetime.strptime(value, "%Y%m%d").date()

    def moment(self, name: str) -> datetime:
        """A DATE-TIME in UTC (3.3.5)."""
        parameters, value = self.properties[name]
        if parameters or not value.endswith("Z"):
            raise ValueError(f"{name}: not UTC")
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def duration(self, name: str) -> timedelta:
        """A DURATION (3.3.6)."""
        found = _DURATION.fullmatch(self.properties[name][1])
        if not found or not any(found.groups()[1:]):
            raise ValueError(f"{name}: no duration")
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups()[1:])
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -length if found[1] == "-" else length


def read(data: bytes) -> Part:
    """The calendar of a file. Raises ValueError for what the RFC does not allow."""
    if not data.endswith(b"\r\n") or b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        raise ValueError("lines must end with CR LF")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        line.decode("utf-8")  # a letter must not be cut at a fold: some readers decode line by line
        if len(line) > LONGEST:
            raise ValueError(f"a line of {len(line)} octets")
    outer = Part("")
    stack = [outer]
    for line in re.sub(r"\r\n[ \t]", "", data.decode("utf-8").removesuffix("\r\n")).split("\r\n"):
        _take(stack, line)
    if len(stack) != 1 or len(outer.parts) != 1:
        raise ValueError("not one whole calendar")
    return outer.parts[0]


def _take(stack: list[Part], line: str) -> None:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError(f"no content line: {line!r}")
    name, parameters, value = found.groups()
    here = stack[-1]
    if name == "BEGIN":
        if value not in _INSIDE[here.name]:
            raise ValueError(f"{value} in {here.name}")
        here.parts.append(Part(value))
        stack.append(here.parts[-1])
    elif name == "END":
        must, _may = _ONCE[here.name]
        if value != here.name or must - here.properties.keys():
            raise ValueError(f"{here.name} ends without {must - here.properties.keys()}")
        stack.pop()
    elif name in here.properties or name not in set.union(*_ONCE[here.name]):
        raise ValueError(f"{name} in {here.name}")
    else:
        here.properties[name] = (parameters, value)
