"""Emulated cards and scripted ones for tests without any PC/SC service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from bot.card.emulator.card import EmulatedCard, Habits
from bot.card.emulator.issuer import TestIssuer
from bot.card.emulator.profiles import Contents, jpki_card, ordinary_contents

EXPIRES = date(2029, 5, 14)


@cache
def authentication_issuer() -> TestIssuer:
    return TestIssuer("user authentication")


@cache
def signature_issuer() -> TestIssuer:
    return TestIssuer("digital signature")


def contents(expires_on: date = EXPIRES) -> Contents:
    return ordinary_contents(authentication_issuer(), signature_issuer(), expires_on)


def card(habits: Habits | None = None) -> EmulatedCard:
    return jpki_card(contents(), habits=habits)


def certificate(expires_on: date = EXPIRES) -> bytes:
    return authentication_issuer().issue(expires_on).der


def scripted(*answers: str) -> tuple[Callable[[bytes], bytes], list[str]]:
    """A `transmit` that gives these answers (hexadecimal) one after the other, and the list of what it was
    asked."""
    waiting = list(answers)
    asked: list[str] = []

    def transmit(command: bytes) -> bytes:
        asked.append(command.hex().upper())
        return bytes.fromhex(waiting.pop(0))

    return transmit, asked
