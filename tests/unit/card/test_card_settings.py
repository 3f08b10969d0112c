"""Settings are taken from the environment, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from card_samples import authentication_issuer

from bot.card.settings import BadSetting, from_environment


def test_nothing_needs_to_be_set() -> None:
    settings = from_environment({})
    assert (settings.reader, settings.rules.chunk, settings.rules.authorities) == (None, 256, ())


def test_everything_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(authentication_issuer().pem)
    settings = from_environment(
        {"MYNADESK_CARD_READER": "ACS", "MYNADESK_CARD_CHUNK": "240", "MYNADESK_CARD_CA": str(file)}
    )
    assert (settings.reader, settings.rules.chunk, len(settings.rules.authorities)) == ("ACS", 240, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MYNADESK_CARD_CHUNK", "0"),
        ("MYNADESK_CARD_CHUNK", "257"),
        ("MYNADESK_CARD_CHUNK", "many"),
        ("MYNADESK_CARD_CA", "/nowhere/ca.pem"),
        ("MYNADESK_CARD_CA", __file__),
    ],
)
def test_bad_values_are_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        from_environment({name: value})
