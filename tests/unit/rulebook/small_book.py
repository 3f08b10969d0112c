"""A small folder of needs, to be spoilt one thing at a time."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.rulebook.statements.model import Contact, FactDate, Rules, Source, SourceRef, Topic
from bot.rulebook.statements.needs_loader import load_book
from bot.rulebook.statements.statement import Book

SEEN = date(2026, 11, 22)
REF = (SourceRef("A"),)
RULES = Rules(
    topics={"refund": Topic("refund", "払い戻し", "paid in full")},
    sources={"A": Source("A", "案内", "組合", "2025-04-01")},
    contacts={
        "kitaku": Contact("kitaku", "北区役所", "03-3908-1131", "平日8時30分から17時まで", "王子本町1-15-22", "", REF, SEEN),
        "issuer": Contact("issuer", "発行元", "", "", "", "", REF, SEEN),
        "dv_navi": Contact("dv_navi", "DV相談ナビ", "#8008", "", "", "", REF, SEEN),
        "police": Contact("police", "警察", "110", "24時間", "", "", REF, SEEN),
    },
    dates={"card_end": FactDate("card_end", date(2025, 12, 1), "保険証の最後の日", REF, SEEN)},
    entries=(),
)
SOURCES = [{"id": "S401", "section": "申請", "source_date": "2025-04-01"}]
NEEDS = [
    {"id": "refund.paid", "name": "全額払った", "examples": ["保険証忘れて10割払った", "全部払ったけど返ってくる？"], "more": ["refund.forgot"]},
    {"id": "refund.forgot", "name": "カードを忘れた", "examples": ["今日カード持ってくるの忘れた"]},
]


def statement(name: str, /, **changes: Any) -> dict[str, Any]:
    """One sound statement; "(leave out)" takes a key away."""
    fields: dict[str, Any] = {
        "id": name, "need": ".".join(name.split(".")[:2]), "asks": [], "says": "yes", "when": {}, "from": "2024-12-02", "until": None,
        "verified_on": "2026-11-29", "sources": copy.deepcopy(SOURCES), "text": "はい。領収書があれば、あとで返ってきます。",
        "easy": "はい。領収書《りょうしゅうしょ》が あれば、お｜金《かね》が もどります。", "speech": "はい。領収書があれば、あとで返ってきます。",
    }  # fmt: skip
    return {key: value for key, value in (fields | changes).items() if value != "(leave out)"}


FIRST = statement("refund.paid.first")
FORGOT = statement("refund.forgot.first")


def write_book(folder: Path, statements: list[dict[str, Any]], **more: Any) -> Path:
    """The folder with one family's file (keys replaced by `more`) and the shared files (`cautions`, `amounts`, `days`; `wordings` of contacts)."""
    family: dict[str, Any] = {
        "family": "refund", "name": "払い戻し", "about": "paid in full", "contacts": [], "needs": NEEDS, "statements": statements,
        "sources": [{"id": "S401", "title": "療養費", "publisher": "千代田区", "date": "2025-04-01", "url": "https://example.jp"}],
    }  # fmt: skip
    caution = {"id": "paper.head", "sources": SOURCES, "text": "世帯主に届きます。", "easy": "家《いえ》の ｜人《ひと》に とどきます。", "speech": "世帯主に届きます。"}
    amount = {"text": "800円", "easy": "800｜円《えん》", "speech": "八百円", "en": "800 yen", "sources": SOURCES}
    shared: dict[str, Any] = {"cautions": {"cautions": [caution]}, "amounts": {"fee.card": amount}, "days": {"dates": []}, "wordings": {}}
    shared |= {key: value for key, value in more.items() if key in shared}
    family |= {key: value for key, value in more.items() if key not in shared}
    for name, content in (shared | {"refund": family}).items():
        file = "contacts" if name == "wordings" else name
        (folder / f"{file}.yml").write_text(_yaml({name: content} if name == "wordings" else content), encoding="utf-8")
    return folder


def _yaml(content: Mapping[str, Any] | str) -> str:
    return content if isinstance(content, str) else yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False)


def small_book(folder: Path, statements: list[dict[str, Any]], **more: Any) -> Book:
    """Written and loaded. Raises RulebookError."""
    return load_book(write_book(folder, statements, **more), RULES)
