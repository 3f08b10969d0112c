"""Where pyscard ends and our own errors begin: both its exception families, result codes, and its absence."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import pytest
from smartcard import scard
from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.pcsc.PCSCExceptions import EstablishContextException, ListReadersException

from bot.card import reader
from bot.card.errors import NO_READERS, TIMED_OUT, DriverMissing, ServiceError


def answering(*results: Any) -> Callable[..., Any]:
    waiting = list(results)

    def call(*_: Any) -> Any:
        result = waiting.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    return call


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> reader.Service:
    monkeypatch.setattr(scard, "SCardEstablishContext", answering([0, 77]))
    return reader.open_service()


@pytest.mark.parametrize(
    "raised",
    [
        EstablishContextException(-2146435043),
        ListReadersException(-2146435043),
        CardConnectionException("no", hresult=-2146435043),
        NoCardException("no", hresult=-2146435043),
    ],
    ids=lambda error: type(error).__name__,
)
def test_exceptions_of_both_families_become_ours(
    service: reader.Service, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    monkeypatch.setattr(scard, "SCardListReaders", answering(raised))
    with pytest.raises(ServiceError) as ours:
        service.readers()
    assert ours.value.code == 0x8010001D


def test_an_exception_without_a_code_becomes_ours_too(
    service: reader.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scard, "SCardListReaders", answering(scard.error("bad argument")))
    with pytest.raises(ServiceError):
        service.readers()


@pytest.mark.parametrize("code", [0x80100017, 0x80100009, 0x8010001D - (1 << 32)])
def test_result_codes_become_errors_with_the_code_as_32_bits(
    service: reader.Service, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(scard, "SCardListReaders", answering([code, []]))
    with pytest.raises(ServiceError) as ours:
        service.readers()
    assert ours.value.code == code & 0xFFFFFFFF


def test_no_reader_is_an_empty_list(service: reader.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scard, "SCardListReaders", answering([NO_READERS, []]))
    assert service.readers() == []


def test_a_wait_without_change_gives_the_states_as_they_are(
    service: reader.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [("A", 0x30022, [0x3B]), (reader.NEW_READERS, 0, [])]
    monkeypatch.setattr(scard, "SCardGetStatusChange", answering([TIMED_OUT, []], [0, full]))
    (state,) = service.wait({"A": 0x30020}, 1)
    assert (state.name, state.has_card, state.changes, state.atr) == ("A", True, 3, b"\x3b")


def test_a_service_going_away_in_the_handshake_is_asked_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scard, "SCardEstablishContext", answering([0x8010006A, 0], [0x8010001D, 0]))
    monkeypatch.setattr(reader, "ASK_AGAIN", 0)
    with pytest.raises(ServiceError) as ours:
        reader.open_service()
    assert ours.value.code == 0x8010001D


def test_letting_go_never_fails(service: reader.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scard, "SCardConnect", answering([0, 5, scard.SCARD_PROTOCOL_T1]))
    monkeypatch.setattr(scard, "SCardEndTransaction", answering(0x80100069))
    monkeypatch.setattr(scard, "SCardDisconnect", answering(CardConnectionException("gone")))
    monkeypatch.setattr(scard, "SCardReleaseContext", answering(0x8010001D))
    service.connect("A").end()
    service.close()


def test_without_pyscard_it_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("smartcard"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DriverMissing, match="requirements/kiosk.txt"):
        reader.open_service()


def test_the_atr_stays_out_of_what_is_printed() -> None:
    assert repr(reader.ReaderState("A", 32, b"random")) == "ReaderState(name='A', raw=32)"
