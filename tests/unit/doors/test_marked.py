"""Readings as ruby and numbers as links, on the pages that are made at the desk."""

from __future__ import annotations

import pytest

from bot.doors.web.marked import marked


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("窓口（まどぐち）へ", "<ruby>窓口<rt>まどぐち</rt></ruby>へ"),
        ("12月3日（みっか）です", "<ruby>12月3日<rt>みっか</rt></ruby>です"),
        ("電話は 03-3908-1131 です", '電話は <a class="phone" href="tel:03-3908-1131">03-3908-1131</a> です'),
        ("DV相談 #8008", 'DV相談 <a class="phone" href="tel:%238008">#8008</a>'),
        ("すぐ110番へ", 'すぐ<a class="phone" href="tel:110">110</a>番へ'),
        ("110番（ばん）に 電話", '<ruby><a class="phone" href="tel:110">110</a>番<rt>ばん</rt></ruby>に 電話'),
        ("2026-11-22", "2026-11-22"),
        ("<b>（あ）&", "&lt;b&gt;（あ）&amp;"),
    ],
)
def test_words_become_html(words: str, html: str) -> None:
    assert marked(words) == html
