"""How the page looks and who may show it: the desk's own page, and one widget for each insurer's site."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from bot.settings import SettingsError
from bot.strict_yaml import YamlFaulty, load_yaml
from bot.words import Words

SAY: Final = Words(__file__)

USUAL: Final = Path(__file__).with_name("widgets.yml")
LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
_LIGHT, _DARK, _ON_DARK = "#ffffff", "#1d262d", "#0c2430"  # papers of style.css, and the letters on a light button
_TEXTS: Final = {"name": 40, "first_words": 400, "contacts": 200}
_KEYS: Final = {*_TEXTS, "insurer", "colour", "colour_in_dark", "position", "origins"}
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_ORIGIN: Final = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?|http://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?"
)


@dataclass(frozen=True)
class Site:
    """A place where the chat page is shown. `origins`: pages that may show it in a frame; `contacts`: whom to call when the
    desk does not answer."""

    id: str
    name: str
    first_words: str
    contacts: str
    insurer: Literal["", "kitamura", "kitaku", "kouki"] = ""
    colour: str = ""
    colour_in_dark: str = ""
    position: Literal["left", "right"] = "right"
    origins: tuple[str, ...] = ()

    @property
    def theme(self) -> str:
        """A style sheet of its colours."""
        light = f"--accent: {self.colour}; --mine: {self.colour}; --on-accent: {_LIGHT};"
        dark = f"--accent: {self.colour_in_dark}; --on-accent: {_ON_DARK};"
        in_dark = ':root:not([data-colours="light"], [data-colours="contrast"])'
        return (  # paper and high contrast have colours of their own
            f'@media screen {{ :root {{ {light} }} :root[data-colours="dark"] {{ {dark} }} }}\n'
            f"@media screen and (prefers-color-scheme: dark) {{ {in_dark} {{ {dark} }} }}\n"
        )

    @property
    def for_script(self) -> str:
        """What widget.js has to know, as JSON."""
        known = {"id": self.id, "name": self.name, "position": self.position, "accent": self.colour}
        return json.dumps(known, ensure_ascii=True)


def own_site() -> Site:
    """The desk's own page."""
    return Site("", SAY("name"), SAY("first_words"), SAY("contacts"))


def load_widgets(path: Path | None) -> dict[str, Site]:
    """The widgets of the file, or the usual ones. Raises SettingsError naming the widget, the key and what is allowed."""
    try:
        return {str(name): _site(str(name), given) for name, given in load_yaml(path or USUAL).items()}
    except YamlFaulty as error:
        raise SettingsError(SAY("unreadable", reason=error)) from None


def _site(name: str, given: Any) -> Site:
    def check(good: bool, key: str, allowed: str) -> None:
        if not good:
            raise SettingsError(SAY("refused", name=name, key=key, allowed=allowed))

    check(bool(re.fullmatch(r"[a-z][a-z0-9]{0,30}", name)), SAY("its_name"), SAY("allowed_name"))
    check(isinstance(given, Mapping) and set(given) == _KEYS, SAY("its_keys"), "、".join(sorted(_KEYS)))
    for key, longest in _TEXTS.items():
        check(_is_text(given[key], longest), key, SAY("allowed_text", longest=longest))
    for key, allowed in (("insurer", ("", "kitamura", "kitaku", "kouki")), ("position", ("left", "right"))):
        check(given[key] in allowed, key, "、".join(repr(one) for one in allowed))
    for key, paper in (("colour", _LIGHT), ("colour_in_dark", _DARK)):
        check(_is(_COLOUR, given[key]), key, SAY("allowed_colour"))
        readable = contrast(given[key], paper) >= LEAST_CONTRAST
        check(readable, key, SAY("allowed_contrast", paper=paper, least=LEAST_CONTRAST))
    origins = given["origins"]
    check(isinstance(origins, list) and all(_is(_ORIGIN, one) for one in origins), "origins", SAY("allowed_origins"))
    return Site(name, **{**given, "origins": tuple(origins)})


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _is(shape: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours #rrggbb (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
