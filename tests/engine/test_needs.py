"""Needs: learned from their own files, found by their examples, and where they take a topic's place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bot.nlu.need_files import (
    OTHER,
    Example,
    Stated,
    dialogue_examples,
    first_turns,
    learned_by_topics,
    need_examples,
    need_files,
    need_statements,
    told_by,
    topic_examples,
)
from bot.nlu.need_model import NeedModel, fit_needs
from bot.nlu.needs import NeedFinder
from bot.nlu.ranking import Ranking, SoFar
from bot.text import normalise

FOLDER = "bot/rulebook/statements/needs"
DIALOGUES = "data/dialogues"
BEFORE = ("cert_expiry.renew", "pin_lock.unlock")
NEW_EXAMPLES = [
    "カードをなくして駅の遺失物係に届いていると連絡が来た",
    "遺失物センターから届いてると言われたカード",
    "鉄道会社の遺失物係にカードが保管されている",
    "駅の遺失物係でカードを受け取るには",
    "遺失物係からカードの連絡がきました",
]


def likeliest(model: NeedModel, text: str) -> list[str]:
    """The statements in their order for a first message."""
    ranking, margins = Ranking(model), model.margins(normalise(text))
    return [ranking.names[at] for at in np.argsort(-ranking.shares(normalise(text), margins, margins, SoFar()))]


@pytest.fixture(scope="module")
def model() -> NeedModel:
    """A small one: of every eighth example, with a need of five examples and one statement more."""
    alone = need_examples(FOLDER)[::8] + [(normalise(text), "lost_office.fetch") for text in NEW_EXAMPLES]
    examples = [*(Example(text, need) for text, need in alone), *dialogue_examples(DIALOGUES)[::4]]
    statements = [
        *need_statements(FOLDER),
        Stated("lost_office.fetch.first", "lost_office.fetch", "遺失物係に、本人確認の書類を持って行ってください。", bound=True),
    ]
    return fit_needs(examples, [], statements, told_by(DIALOGUES), ["loss"], 0.3)


def test_a_statement_added_with_five_examples_is_found(model: NeedModel) -> None:
    margins = model.margins(normalise("遺失物係にカードがあるそうです、どうやって受け取りますか"))
    assert model.needs[int(margins.argmax())] == "lost_office.fetch"
    assert likeliest(model, "遺失物係")[0] == "lost_office.fetch.first"


def test_what_is_saved_hears_the_same(model: NeedModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = NeedModel.load(tmp_path)
    for text in ("カードをなくしました", "赤ちゃんが生まれた", "x", ""):
        assert again.needs[int(again.margins(text).argmax())] == model.needs[int(model.margins(text).argmax())]
        assert np.allclose(again.shares(again.margins(text)), model.shares(model.margins(text)), atol=1e-3)
    margins = model.margins("母でもいい?")
    assert np.allclose(
        again.after(margins, "loss.stop", "cert_expiry"), model.after(margins, "loss.stop", "cert_expiry"), atol=1e-3
    )
    assert again.bound == model.bound and "lost_office.fetch.first" in again.bound
    assert likeliest(again, "再発行はいくら")[:3] == likeliest(model, "再発行はいくら")[:3]


def test_what_the_classifier_thinks_of_a_family_weighs_with_its_needs(model: NeedModel) -> None:
    margins = model.margins(normalise("再発行"))
    surely = model.with_topics(margins, {"loss": 0.99}, 0.25)
    assert model.likeliest_family(surely)[0] == "loss"
    assert np.allclose(model.with_topics(margins, {"loss": 0.99}, 0.0), margins)
    shares = model.shares(surely)
    assert model.share(shares, "loss") > model.share(model.shares(model.with_topics(margins, {"loss": 0.01}, 0.25)), "loss")


def test_what_was_answered_before_decides_what_a_fragment_asks(model: NeedModel) -> None:
    heard = {
        before: model.needs[int(model.after(model.margins(normalise("母でもいい?")), before).argmax())]
        for before in BEFORE
    }
    assert {before: need.partition(".")[0] for before, need in heard.items()} == {
        one: one.partition(".")[0] for one in BEFORE
    }


def test_no_need_is_named_by_what_is_none(model: NeedModel) -> None:
    names = [model.needs[at] for at in model.real]
    assert any(one.startswith(OTHER) for one in model.needs) and not any(one.startswith(OTHER) for one in names)
    thanks = model.after(model.margins(normalise("ありがとうございました")), "loss.stop")
    assert not model.likeliest_family(thanks)[0].startswith(OTHER)


def test_every_turn_of_the_written_conversations_names_what_there_is() -> None:
    needs = {need for _text, need in need_examples(FOLDER)}
    statements = {one.id for one in need_statements(FOLDER)}
    examples = dialogue_examples(DIALOGUES)
    assert len(examples) > 8000 and {one.need for one in examples if not one.need.startswith(OTHER)} <= needs
    families = {need.partition(".")[0] for need in needs}  # what a page answered has no need
    assert {one.before for one in examples} - {""} <= needs | families
    assert told_by(DIALOGUES).keys() <= statements


def test_topics_learn_from_the_turns_that_begin_a_matter() -> None:
    found = first_turns(DIALOGUES)
    assert sum(family == "loss" for _text, family in found) > 20


def test_the_statement_that_shares_most_with_the_question_stands_first(model: NeedModel) -> None:
    words = {one.id: one.text for one in need_statements(FOLDER)}
    assert "特急" in words[likeliest(model, "特急発行は何日で届きますか")[0]]


def test_what_was_said_yields_to_what_was_not(model: NeedModel) -> None:
    text = "特急発行は何日で届きますか"
    first = likeliest(model, text)[0]
    ranking, margins = Ranking(model), model.margins(normalise(text))
    at = ranking.names.index(first)
    fresh, said = (ranking.shares(normalise(text), margins, margins, SoFar(said=one)) for one in ((), (first,)))
    assert said[at] < fresh[at] and fresh.sum() == pytest.approx(1.0, abs=1e-3)


def test_what_earlier_messages_may_have_meant_makes_a_fragment_likelier(model: NeedModel) -> None:
    ranking, margins = Ranking(model), model.margins(normalise("いくら"))
    alone, asked = (
        ranking.of_needs(ranking.shares("いくら", margins, margins, SoFar(asked=one))) for one in ({}, {"loss.reissue": 0.8})
    )
    assert asked["loss.reissue"] > alone["loss.reissue"]


def test_what_is_no_need_keeps_its_share(model: NeedModel) -> None:
    ranking, text = Ranking(model), normalise("ありがとうございました")
    margins = model.margins(text)
    letters = model.shares(margins)
    every = ranking.of_all_needs(ranking.shares(text, margins, margins, SoFar()), letters)
    others = [at for at, name in enumerate(model.needs) if name.startswith(OTHER)]
    assert every.sum() == pytest.approx(1.0, abs=1e-3) and every[others] == pytest.approx(letters[others])


def test_topics_get_the_examples_of_every_need_but_small_talk_and_danger_without_a_topic() -> None:
    found = {family for _text, family in learned_by_topics(topic_examples(FOLDER), {"loss", "dv_emergency", "thanks"})}
    assert {"loss", "newborn", "dv_emergency"} <= found
    assert not found & {"thanks", "greeting", "crisis", "third_party"}
    assert topic_examples("") == [] == need_files("")


def test_the_models_pipeline_names_the_needs_folder() -> None:
    pipeline = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
    (classifier,) = [part for part in pipeline if part["name"].endswith("TopicClassifier")]
    assert classifier["needs"] == NeedFinder.get_default_config()["folder"] == FOLDER


Hear = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def hear(agent: Any) -> Hear:
    return lambda text: asyncio.run(agent.parse_message(text))["understanding"]


def test_a_family_without_topic_examples_is_heard(hear: Hear) -> None:
    for text, family in (
        ("赤ちゃんが生まれました。保険の手続きは何からすればいいですか", "newborn"),
        ("父が亡くなりました。父のマイナンバーカードは返すのですか", "death"),
    ):
        understood = hear(text)
        assert (understood["verdict"], understood["topics"][0]["topic"]) == ("answer", family)
        assert understood["topics"][0]["needs"][0]["need"].startswith(f"{family}.")


def test_a_need_is_named_inside_the_topic_that_was_heard(hear: Hear) -> None:
    understood = hear("マイナンバーカードをなくしました。再発行はいくらですか")
    assert understood["topics"][0]["topic"] == "loss"
    assert understood["topics"][0]["needs"][0]["need"].startswith("loss.")
    assert understood["points"][0][0].startswith(understood["topics"][0]["needs"][0]["need"] + ".")


def test_what_is_surely_outside_stays_outside(hear: Hear) -> None:
    for text in ("犬の登録はどこでできますか", "保育園の申し込みはいつからですか", "粗大ごみの出し方を教えて"):
        assert hear(text)["verdict"] == "outside"
