"""The rulebook kept for when the desk is away: signature and validity, what it answers, and that it never guesses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.desk.snapshot import signed_snapshot
from bot.kiosk.desk import NoAnswer
from bot.kiosk.kept import KeptRulebook, SnapshotRefused, keep, load_kept, read_snapshot
from bot.kiosk.model import TellCard

KEY = "a key of the tests, long enough"
TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def content() -> bytes:
    return json.dumps(signed_snapshot(TODAY, KEY)).encode()


@pytest.fixture(scope="module")
def kept(content: bytes) -> KeptRulebook:
    return read_snapshot(content, KEY, TODAY)


def resigned(content: bytes, **changes: object) -> bytes:
    """A snapshot with another body, signed with the right key."""
    import hashlib
    import hmac

    body = json.dumps({**json.loads(json.loads(content)["body"]), **changes})
    return json.dumps(
        {"body": body, "signature": hmac.new(KEY.encode(), body.encode(), hashlib.sha256).hexdigest()}
    ).encode()


def test_it_is_good_for_a_week_and_not_longer(content: bytes) -> None:
    assert read_snapshot(content, KEY, TODAY + timedelta(days=7)).needs
    with pytest.raises(SnapshotRefused, match="too_old"):
        read_snapshot(content, KEY, TODAY + timedelta(days=8))


def test_a_clock_that_is_behind_is_not_trusted(content: bytes) -> None:
    assert read_snapshot(content, KEY, TODAY - timedelta(days=1)).needs
    with pytest.raises(SnapshotRefused, match="clock"):
        read_snapshot(content, KEY, TODAY - timedelta(days=2))


def test_another_key_and_any_change_are_refused(content: bytes) -> None:
    with pytest.raises(SnapshotRefused, match="signature"):
        read_snapshot(content, KEY + "x", TODAY)
    given = json.loads(content)
    for changed in (
        {**given, "body": given["body"].replace("0120", "0999")},
        {**given, "signature": ""},
        {**given, "signature": "あ"},
    ):
        with pytest.raises(SnapshotRefused, match="signature"):
            read_snapshot(json.dumps(changed).encode(), KEY, TODAY)


@pytest.mark.parametrize("bad", [b"", b"[]", b"{", b"\xff\xfe", b'{"body": 1}', b"null"])
def test_what_is_no_snapshot_is_refused(bad: bytes) -> None:
    with pytest.raises(SnapshotRefused, match="unreadable"):
        read_snapshot(bad, KEY, TODAY)


@pytest.mark.parametrize("change", [{"needs": []}, {"needs": [{}]}, {"until": "soon"}, {"needs": 3}, {"readings": 1}])
def test_a_signed_body_of_another_shape_is_refused_too(content: bytes, change: dict[str, object]) -> None:
    with pytest.raises(SnapshotRefused, match="unreadable"):
        read_snapshot(resigned(content, **change), KEY, TODAY)


def test_it_holds_the_first_answers_and_nothing_of_anybody(kept: KeptRulebook) -> None:
    assert len(kept.needs) > 100
    assert all(one.text and one.easy and one.speech and one.asked for one in kept.needs.values())
    assert not [one.id for one in kept.needs.values() if "{" in one.text or "《" in one.easy or "｜" in one.easy]


def test_a_choice_is_answered_and_offers_what_is_near(kept: KeptRulebook) -> None:
    (message,) = kept.ask("need:my_deadline_status.kiosk")
    assert message.text == kept.needs["my_deadline_status.kiosk"].text and message.choices[0].payload.startswith(
        "need:"
    )


def test_a_topic_is_its_most_frequent_need(kept: KeptRulebook) -> None:
    (message,) = kept.ask("topic:my_deadline_status")
    assert message.text == kept.needs["my_deadline_status.ask"].text


@pytest.mark.parametrize(
    ("asked", "family"),
    [
        ("カードをなくしました", "loss"),
        ("かーどをなくしました", "loss"),
        ("カードで調べる", "my_deadline_status"),
        ("引っ越しの手続きの期限は", "moving"),
        ("電子証明書の更新のしかたは", "cert_expiry"),
        ("でんししょうめいしょのこうしん", "cert_expiry"),
        ("古い保険証は使えますか", "old_card"),
    ],
)
def test_needs_are_found_by_their_kana(kept: KeptRulebook, asked: str, family: str) -> None:
    (message,) = kept.ask(asked)
    assert message.text in [one.text for one in kept.needs.values() if one.family.startswith(family)]


@pytest.mark.parametrize("asked", ["あんしょうばんごうをわすれました", "暗証番号を忘れました", "ひっこしのきげん"])
def test_what_is_near_to_several_is_offered(kept: KeptRulebook, asked: str) -> None:
    (message,) = kept.ask(asked)
    assert message.text.startswith("どれのことですか") and 2 <= len(message.choices) <= 5


@pytest.mark.parametrize("asked", ["きょうのてんきは", "ラーメンがたべたい", "あああああ", "x", "？", "123456789012"])
def test_what_is_not_known_is_not_guessed(kept: KeptRulebook, asked: str) -> None:
    (message,) = kept.ask(asked)
    assert message.text not in [one.text for one in kept.needs.values()] and message.choices


def test_each_need_is_found_by_its_own_name_or_asked_back(kept: KeptRulebook) -> None:
    """The name of a need never brings the answer of another family."""
    wrong = []
    for need in kept.needs.values():
        (message,) = kept.ask(need.name)
        told = [one for one in kept.needs.values() if one.text == message.text]
        if told and need.family not in {one.family for one in told}:
            wrong.append((need.id, told[0].id))
    assert len(wrong) <= len(kept.needs) // 50, wrong


def test_danger_comes_before_everything_and_is_not_spoken(kept: KeptRulebook) -> None:
    (message,) = kept.ask("夫に殴られています。助けて")
    assert (
        message.text.startswith("命の危険があるときは")
        and "110" in message.text
        and message.quiet
        and not message.speech
    )


def test_the_cards_dates_are_reckoned_here(kept: KeptRulebook) -> None:
    (message,) = kept.card(TellCard(1, {}, date(2026, 12, 20)), TODAY)
    assert {one.due for one in message.deadlines} == {date(2026, 12, 20), date(2027, 3, 31)}
    assert "引っ越し" in message.text


def test_other_deadline_rules_than_the_desks_reckon_nothing(content: bytes) -> None:
    with pytest.raises(NoAnswer):
        read_snapshot(resigned(content, deadlines="0" * 64), KEY, TODAY).card(TellCard(1, {}, date(2026, 12, 20)), TODAY)


def test_a_card_without_a_date_has_none(kept: KeptRulebook) -> None:
    with pytest.raises(NoAnswer):
        kept.card(TellCard(1, {}, None), TODAY)


def test_it_is_kept_and_found_again_and_a_broken_file_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "deep" / "rulebook.json"
    assert load_kept(file, KEY, TODAY) is None
    keep(file, content)
    assert load_kept(file, KEY, TODAY) is not None and [one.name for one in file.parent.iterdir()] == [file.name]
    file.write_bytes(content[:-9])
    assert load_kept(file, KEY, TODAY) is None
