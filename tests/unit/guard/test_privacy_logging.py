"""The logging filter on a real logger: nothing personal reaches the stream, and logging never breaks."""

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard.guard import MAX_LOG_CHARS, MaskingFilter, mask_for_log, mask_mapping

NUMBER = "123456789018"
SPACED = "１２３４ 5678-九〇一八"


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(stream: io.StringIO) -> Iterator[logging.Logger]:
    logger = logging.getLogger("mynadesk.test.privacy")
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskingFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(extra)s", defaults={"extra": "-"}))
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.removeHandler(handler)


def test_the_message_is_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got " + SPACED)
    assert stream.getvalue() == "INFO got 〔個人番号〕 -\n"


def test_arguments_are_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got %s from %s, %d", SPACED, "taro@example.com", int(NUMBER))
    assert stream.getvalue() == "INFO got 〔個人番号〕 from 〔メール〕, 〔個人番号〕 -\n"


def test_a_number_put_together_by_the_format_is_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("%s-%s-%s", "1234", "5678", "9018")
    assert stream.getvalue() == "INFO 〔個人番号〕 -\n"


def test_named_arguments_are_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got %(n)s", {"n": NUMBER})
    assert stream.getvalue() == "INFO got 〔個人番号〕 -\n"


def test_an_exception_text_is_masked_and_its_traceback_kept(
    logger: logging.Logger, stream: io.StringIO
) -> None:
    try:
        raise ValueError(f"bad value {SPACED}")
    except ValueError:
        logger.exception("failed")
    written = stream.getvalue()
    assert "ValueError: bad value 〔個人番号〕" in written
    assert "test_privacy_logging.py" in written
    assert "5678" not in written


def test_a_chained_exception_is_masked_too(logger: logging.Logger, stream: io.StringIO) -> None:
    try:
        try:
            int("x" + NUMBER)
        except ValueError as error:
            raise RuntimeError("no number") from error
    except RuntimeError:
        logger.exception("failed")
    assert "RuntimeError: no number" in stream.getvalue()
    assert NUMBER not in stream.getvalue()


def test_an_object_is_masked_as_it_prints(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got %r", {"my number": [NUMBER]})
    assert stream.getvalue() == "INFO got {'my number': ['〔個人番号〕']} -\n"


def test_extra_attributes_are_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got", extra={"extra": {"text": NUMBER}})
    assert stream.getvalue() == "INFO got {'text': '〔個人番号〕'}\n"


def test_the_stack_is_masked(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("at", stack_info=True)  # 1234-5678-9018
    assert "1234-5678-9018" not in stream.getvalue()
    assert "〔個人番号〕" in stream.getvalue()


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError(NUMBER)

    __repr__ = __str__


@pytest.mark.parametrize(
    ("message", "args"),
    [("%s", (Unprintable(),)), ("%d", ("12a",)), ("%s %s", (NUMBER,)), (Unprintable(), ()), ("%(a)s", (1,))],
)
def test_what_cannot_be_formatted_is_withheld(
    logger: logging.Logger, stream: io.StringIO, message: object, args: tuple[object, ...]
) -> None:
    logger.info(message, *args)
    assert stream.getvalue() == "INFO log record withheld: it could not be masked -\n"


def test_an_extra_that_cannot_be_printed_is_withheld(logger: logging.Logger, stream: io.StringIO) -> None:
    logger.info("got", extra={"extra": Unprintable()})
    assert stream.getvalue() == "INFO log record withheld: it could not be masked None\n"


def test_per_cent_signs_of_a_masked_message_are_no_format(
    logger: logging.Logger, stream: io.StringIO
) -> None:
    logger.info("%s a 100%% b %s", NUMBER, "50%s")
    assert stream.getvalue() == "INFO 〔個人番号〕 a 100% b 50%s -\n"


def test_arguments_stay_apart_for_formatters_that_read_them() -> None:
    access = ("127.0.0.1:50055", "GET", "/api/v1/chat?q=1234%205678%209018", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', access, None)
    MaskingFilter().filter(record)
    assert record.args == ("127.0.0.1:50055", "GET", "/api/v1/chat?q=〔個人番号〕", "1.1", 200)


@pytest.mark.parametrize(
    "line",
    [
        "Uvicorn running on http://127.0.0.1:50055",
        "Started server process [123456]",
        "engine ready after 12.345678 s",
        "turn took 0.0123456 s",
        "rulebook: 41 topics, 212 entries, 68 statements",
        "layout\n  kept\tas it is ――",
        "2026-11-22 10:30:05",
    ],
)
def test_lines_an_operator_needs_stay(line: str) -> None:
    assert mask_for_log(line) == line


def test_layout_around_a_masked_number_stays() -> None:
    assert mask_for_log(f"ａ  b\n\t{SPACED}\n  c") == "ａ  b\n\t〔個人番号〕\n  c"


def test_a_long_text_is_cut_without_half_a_number() -> None:
    masked = mask_for_log("あ" * (MAX_LOG_CHARS - 4) + "1234 5678 9018")
    assert masked == "あ" * (MAX_LOG_CHARS - 4) + "…"


def test_nested_values_are_masked() -> None:
    value = {"a": [SPACED, {"b": (int(NUMBER), 200, 1.5, True, None)}], NUMBER: "記号12 番号345"}
    assert mask_mapping(value) == {
        "a": ["〔個人番号〕", {"b": ["〔個人番号〕", 200, 1.5, True, None]}],
        "〔個人番号〕": "記号〔記号番号〕 番号〔記号番号〕",
    }


def test_small_numbers_of_a_mapping_stay() -> None:
    value = {"port": 5005, "ms": 1234, "at": 1763800000.25, "day": 20261122}
    assert mask_mapping(value) == value


def test_a_pin_in_a_mapping_is_masked() -> None:
    assert mask_mapping({"text": "1234"}) == {"text": "〔暗証番号〕"}


def test_a_number_as_float_is_masked() -> None:
    assert mask_mapping([float(NUMBER), float("inf")]) == ["〔個人番号〕", float("inf")]


def test_a_value_that_holds_itself_ends() -> None:
    value: list[object] = []
    value.append(value)
    assert "…" in str(mask_mapping(value, depth=3))


@given(st.text(max_size=40) | st.text("0123456789一〇 -の\n", max_size=40))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask_for_log(mask_for_log(text)) == mask_for_log(text)
