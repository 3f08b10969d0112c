"""Our parts inside Rasa: tokenizer, memory, channel, launcher."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from understand import questions

from bot.nlu.words import WordCutter, hiragana, shared_cutter
from bot.text import normalise


def test_words_are_those_of_spacys_document() -> None:
    import spacy

    spacys = spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": "A"}}}).tokenizer
    odd = ["", "a, b = c | d", "マイナ 保険証  を", "…。", "👍カード", "12月3日(火)", "ｶｰﾄﾞ", "〒530-0001", "e-mail: x@example.jp", "「再発行」は?"]
    for text in [normalise(one["text"]) for one in questions()[::4]] + odd:
        tokens = [token for token in spacys(text) if token.text.strip()]
        readings = [(token.morph.get("Reading") or [token.text])[0] for token in tokens]
        words = shared_cutter().cut(text)
        assert words.surfaces == tuple(token.text for token in tokens)
        assert words.offsets == tuple(token.idx for token in tokens)
        assert words.lemmas == tuple(token.lemma_ or token.text for token in tokens)
        assert words.forms == tuple(token.norm_ or token.text for token in tokens)
        assert words.reading == hiragana("".join(readings))


def test_the_same_words_are_cut_alike_in_every_sentence() -> None:
    cutter = WordCutter()
    assert cutter.cut("有効期限切れです").surfaces[:3] == ("有効", "期限", "切れ")
    assert cutter.cut("有効期限が切れました").surfaces[:4] == ("有効", "期限", "が", "切れ")


def test_wrong_conversions_and_kana_read_alike() -> None:
    cutter = WordCutter()
    assert cutter.cut("保険証").reading == cutter.cut("ほけんしょう").reading == "ほけんしょう"


def test_eight_threads_may_cut_at_once() -> None:
    cutter = WordCutter()
    texts = [f"マイナ保険証の登録は{number}番の窓口でできますか" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(cutter.cut, texts))
    assert [words.text for words in found] == texts


def test_the_memory_keeps_slots_and_no_text() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.nlu.memory import SlotMemory

    domain = Domain.load("domain.yml")
    memory = SlotMemory(domain)
    tracker = DialogueStateTracker.from_events("one", [UserUttered("秘密の文章です"), SlotSet("desk_state", {"insurer": "kitaku"})], slots=domain.slots)
    asyncio.run(memory.save(tracker))
    assert "秘密" not in repr(memory._kept)
    again = asyncio.run(memory.retrieve("one"))
    assert again is not None
    assert again.get_slot("desk_state") == {"insurer": "kitaku"}
    assert again.latest_message is None or not again.latest_message.text


def test_the_memory_is_bounded_in_number_and_age() -> None:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import SlotSet
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.nlu.memory import SlotMemory

    domain = Domain.load("domain.yml")
    memory = SlotMemory(domain, most=2)
    for name in ("one", "two", "three"):
        told = [SlotSet("desk_state", {"topic": "loss"})]  # without a slot there would be nothing to keep
        asyncio.run(memory.save(DialogueStateTracker.from_events(name, told, slots=domain.slots)))
    assert asyncio.run(memory.keys()) == ["two", "three"]
    old = SlotMemory(domain, seconds=0.0)
    asyncio.run(old.save(DialogueStateTracker.from_events("one", told, slots=domain.slots)))
    # a fresh tracker, no longer None: Rasa would begin a session of its own for each message of the desk
    assert asyncio.run(old.retrieve("one")).get_slot("desk_state") is None


@pytest.mark.parametrize("token", ["", "short", "${MYNADESK_ENGINE_TOKEN}"])
def test_the_channel_refuses_to_start_without_a_token(token: str) -> None:
    from bot.nlu.desk_channel import DeskChannel

    with pytest.raises(ValueError, match="credentials.yml"):
        DeskChannel.from_credentials({"token": token})


def test_sudachi_s_dictionary_is_mapped_once() -> None:
    from bot.nlu.tokenizer import GinzaTokenizer

    one, two = GinzaTokenizer(GinzaTokenizer.get_default_config()), GinzaTokenizer(GinzaTokenizer.get_default_config())
    assert one._cutter is two._cutter is shared_cutter()


def test_concepts_are_used_where_they_help_and_dropped_where_not() -> None:
    import numpy as np

    from bot.nlu.linear import fit

    lost = ["紛失", "なくした", "落とした", "見当たらない", "置き忘れ", "盗まれて", "捨ててしまい", "見つからず", "盗難"]
    visit = ["病院", "医院へ", "クリニック", "診療所", "歯医者さん", "薬局", "受診する", "通院中", "かかりつけ"]
    words = [shared_cutter().cut(text) for text in (*lost, *visit)]
    nothing = np.zeros((len(words), 4), dtype=np.float32)
    helped = fit(words, nothing, ["loss"] * 9 + ["visit"] * 9)
    assert helped.features.concept_weight > 0.0
    same_twice = [shared_cutter().cut(text) for text in ("カード紛失", "紛失カード") * 6]
    enough = fit(same_twice, np.zeros((12, 4), dtype=np.float32), ["one", "two"] * 6)
    assert enough.features.concept_weight == 0.0 and not enough.features.vocabularies[-1]


def test_trained_components_are_taken_again_only_for_the_same_code() -> None:
    from bot.nlu.classifier import TopicClassifier
    from bot.nlu.sources import sources_digest
    from bot.nlu.tokenizer import GinzaTokenizer

    assert TopicClassifier.fingerprint_addon({}) == GinzaTokenizer.fingerprint_addon({}) == sources_digest()
