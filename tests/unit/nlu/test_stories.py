"""What is read of a long message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.stories import LONGEST_WHOLE, MOST_READ, asking_part, asks, naming
from bot.text import normalise

BEFORE = "先週は雨ばかりで洗濯物が乾きませんでした。" "庭の木も伸び放題です。" "姉は毎朝ラジオ体操に出かけます。" "弟は山の向こうに住んでいて、めったに来ません。"
AFTER = "夕飯は魚にしようと思います。" "近所の子が元気に挨拶をしてくれました。" "今度の日曜は町内の掃除です。" "物置の戸が開かなくなりました。"
WORDS = ("暗証番号", "カード", "保険証", "届け出")


def subject(sentence: str) -> float:
    return float(sum(word in sentence for word in WORDS))


@pytest.mark.parametrize(
    "question",
    [
        "暗証番号を三回まちがえたらどうなりますか。",
        "カードの届け出の方法を教えてください。",
        "保険証のかわりに何を見せればいいんでしょう?",
        "カードの番号を変えてほしいのですが。",
    ],
)
def test_the_question_of_a_story_is_read_wherever_it_stands(question: str) -> None:
    for text in (question + BEFORE + AFTER, BEFORE + question + AFTER, BEFORE + AFTER + question, AFTER * 10 + question + BEFORE * 10):
        part = asking_part(normalise(text), subject)
        assert normalise(question) in part and len(part) <= MOST_READ


def test_what_a_question_is_about_comes_with_it() -> None:
    text = normalise(BEFORE + "けさカードが見当たらないことに気づきました。" + "どうすればいいですか。" + AFTER)
    assert "カードが見当たらない" in asking_part(text, subject)


def test_speech_without_marks_is_cut_where_it_breathes() -> None:
    told = (BEFORE + "暗証番号をまちがえたときはどこで直してもらえるのか教えてほしいんです" + AFTER).replace("。", "").replace("、", "")
    assert "どこで直してもらえるのか教えて" in asking_part(told, subject)


@pytest.mark.parametrize("text", ["", "暗証番号を忘れました", "期限は。" * 20, "x" * LONGEST_WHOLE])
def test_a_short_message_is_read_whole(text: str) -> None:
    assert asking_part(text, subject) == text


@pytest.mark.parametrize("text", ["記号" * 1000, "12月3日と1月5日と" * 220, "期限は。" * 500, "か。" * 900, "、" * 2000, "?" * 2000, "a b " * 500, "教えて" * 600])
def test_whatever_is_sent_only_so_much_is_read(text: str) -> None:
    part = asking_part(normalise(text), subject)
    assert len(part) <= MOST_READ
    assert part or not normalise(text)


@given(st.text(alphabet="あいうか。、?！ \n教えてですますたい期限A1保険証", min_size=LONGEST_WHOLE, max_size=2000))
def test_what_is_read_is_bounded_never_empty_and_its_own_part(text: str) -> None:
    text = normalise(text)
    part = asking_part(text, subject)
    assert len(part) <= max(MOST_READ, LONGEST_WHOLE)
    assert bool(part) == bool(text)
    assert set(part) <= set(text)


@pytest.mark.parametrize(("more", "less"), [("期限を教えてください。", "期限を教わりました。"), ("どこへ行けばいいですか。", "どこへも行けませんでした。"), ("解除したいです。", "解除しました。")])
def test_a_question_asks_more_than_a_statement(more: str, less: str) -> None:
    assert asks(more) > asks(less)


def test_a_subject_is_what_no_other_office_and_no_courtesy_is() -> None:
    assert (naming(["hello", "family", "other_tax", "other"]), naming(["pin"]), naming(["pin", "lost", "move"])) == (0.0, 1.0, 2.0)
