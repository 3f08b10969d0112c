"""One read of one card: dialogue, restarts and busy waits under a single deadline, in a thread that can be
dropped.

Why a thread: a blocked PC/SC call cannot be cancelled. It returns when the card is taken away; killing a
process would not free the card any sooner, since the service itself waits in the reader's driver. Dropped
threads are daemons, send no further command, and are counted: past a limit no new one is started.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from bot.card import apdu, errors
from bot.card.certificate import CertificateError
from bot.card.errors import Abandoned, CardRefused, DriverMissing, ServiceError
from bot.card.jpki import Found, NoCertificate, read_card, select_jpki
from bot.card.kinds import kind_of_atr
from bot.card.reader import OpenService, Service
from bot.card.status import CardStatus, Kind, Reading, State

log = logging.getLogger(__name__)

MOST_EXCHANGES = 80
"""Per dialogue. The longest certificate accepted needs 39; a card that dribbles single bytes is given up."""
MOST_DROPPED = 4
RESTARTS = 1
BUSY_PAUSE = 0.2
SETTLE = 0.5
"""Seconds for the service to notice that a card has gone: it looks every 0.4 s."""


@dataclass(frozen=True)
class Rules:
    """How to read. `deadline` in seconds for everything, waiting for other programs included."""

    deadline: float = 2.2
    chunk: int = apdu.LARGEST_READ
    authorities: Sequence[x509.Certificate] = ()


@dataclass
class _Job:
    """What the worker and the waiting caller share."""

    dropped: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    stage: State = State.BUSY
    exchanges: int = 0
    result: Reading | None = None


class CardReader:
    """Reads cards through the service that `open_service` gives. `now` tells the time of reading, with a
    zone."""

    def __init__(self, open_service: OpenService, now: Callable[[], datetime], rules: Rules | None = None) -> None:
        self._open = open_service
        self._now = now
        self._rules = rules or Rules()
        self._dropped: list[threading.Thread] = []

    def read(self, reader: str, atr: bytes = b"", ask_pins: bool = False) -> Reading:
        """What the card in `reader` says, or what keeps it from saying it, within the deadline. Never
        raises."""
        return self._run(lambda job: self._read(job, reader, atr, ask_pins))

    def has_jpki(self, reader: str) -> bool:
        """Whether the card in `reader` has the JPKI application; False also when it cannot be asked in
        time."""

        def probe(job: _Job) -> Reading:
            found = self._talk(job, reader, lambda transmit: Found(_mine(select_jpki(transmit))))
            return self._told(found, job)

        return self._run(probe).state is State.READ

    @property
    def hanging(self) -> int:
        """Dropped threads that still wait for a card or a program to let go."""
        return sum(thread.is_alive() for thread in self._dropped)

    def _run(self, work: Callable[[_Job], Reading]) -> Reading:
        if self.hanging >= MOST_DROPPED:
            log.warning("card read not started: %d earlier ones still hang", self.hanging)
            return Reading(State.NO_RESPONSE)
        # A card that hangs an earlier thread also blocks this one's connect: then nobody else is using it.
        job = _Job(stage=State.NO_RESPONSE if self.hanging else State.BUSY)
        thread = threading.Thread(target=_fill, args=(job, work), name="card-read", daemon=True)
        thread.start()
        if job.done.wait(self._rules.deadline):
            result = job.result or Reading(State.UNREADABLE)
        else:
            job.dropped.set()
            self._dropped = [*filter(threading.Thread.is_alive, self._dropped), thread]
            result = Reading(job.stage, exchanges=job.exchanges)
        log.info("card: %s after %d exchanges, code %X", result.state, result.exchanges, result.code)
        return result

    def _read(self, job: _Job, reader: str, atr: bytes, ask_pins: bool) -> Reading:
        rules = self._rules

        def dialogue(transmit: apdu.Transmit) -> Found:
            return read_card(transmit, atr, ask_pins, rules.authorities, rules.chunk)

        try:
            return self._told(self._talk(job, reader, dialogue), job)
        except NoCertificate as error:
            status = CardStatus(Kind.MY_NUMBER, None, None, None, self._now())
            return Reading(State.NO_CERTIFICATE, status, job.exchanges, error.sw)
        except CardRefused as error:
            # An answer torn off by removal may end in two bytes that pass for a status word.
            state = State.REMOVED if self._has_gone(reader) else State.UNREADABLE
            return Reading(state, None, job.exchanges, error.sw)
        except CertificateError:
            return Reading(State.UNREADABLE, None, job.exchanges)
        except (ServiceError, apdu.NoAnswer, DriverMissing) as error:
            return self._explain(error, job, reader, atr)

    def _talk(self, job: _Job, reader: str, dialogue: Callable[[apdu.Transmit], Found]) -> Found:
        """Hold the dialogue, once more from the start where another card or program came in between."""
        service = self._open()
        try:
            restarts = 0
            while True:
                try:
                    return _hold(service, job, reader, dialogue)
                except (ServiceError, CardRefused, apdu.NoAnswer) as error:
                    if _is_busy(error) and not job.dropped.wait(BUSY_PAUSE):
                        continue
                    if restarts == RESTARTS or not _worth_a_restart(error):
                        raise
                    restarts += 1
        finally:
            service.close()

    def _told(self, found: Found, job: _Job) -> Reading:
        validity = found.validity
        status = CardStatus(
            kind=found.kind,
            certificate_expires_on=validity.expires_on if validity else None,
            ca_generation=validity.ca_generation if validity else None,
            tries_left=found.tries_left,
            read_at=self._now(),
        )
        state = State.READ if found.kind is Kind.MY_NUMBER else State.UNSUPPORTED
        return Reading(state, status, job.exchanges)

    def _explain(self, error: Exception, job: _Job, reader: str, atr: bytes) -> Reading:
        """The state behind a failure of the line. Asks the service whether the card is still there."""
        code = error.code if isinstance(error, ServiceError) else 0
        state = state_of(error)
        if state is State.UNREADABLE and self._has_gone(reader):
            state = State.REMOVED
        guess = kind_of_atr(atr)
        if state is State.UNREADABLE and guess is not Kind.OTHER:
            status = CardStatus(guess, None, None, None, self._now())
            return Reading(State.UNSUPPORTED, status, job.exchanges, code)
        return Reading(state, None, job.exchanges, code)

    def _has_gone(self, reader: str) -> bool:
        try:
            service = self._open()
            try:
                before = service.wait({reader: 0}, 0)[0]
                after = service.wait({reader: before.raw}, SETTLE)[0] if before.has_card else before
                return not after.has_card
            finally:
                service.close()
        except (ServiceError, DriverMissing):
            return False


def state_of(error: Exception) -> State:
    """The state that an error of the line stands for; UNREADABLE when it does not say."""
    if isinstance(error, DriverMissing):
        return State.DRIVER_MISSING
    code = error.code if isinstance(error, ServiceError) else 0
    for codes, state in (
        (errors.SERVICE_AWAY, State.NO_SERVICE),
        (errors.READER_AWAY, State.NO_READER),
        (errors.CARD_AWAY, State.REMOVED),
        (errors.BUSY, State.BUSY),
        (frozenset({errors.RESET_CARD}), State.RESET),
        (frozenset({errors.ACCESS_DENIED}), State.NO_PERMISSION),
    ):
        if code in codes:
            return state
    return State.UNREADABLE


def _hold(service: Service, job: _Job, reader: str, dialogue: Callable[[apdu.Transmit], Found]) -> Found:
    """Connect, keep others out, talk, let go. `job.stage` is what to say if this never comes back."""
    session = service.connect(reader)
    sent = 0

    def transmit(command: bytes) -> bytes:
        nonlocal sent
        if job.dropped.is_set():
            raise Abandoned
        if sent == MOST_EXCHANGES:
            raise CardRefused(0, "answer within a sane number of exchanges")
        sent += 1
        job.exchanges += 1
        return session.transmit(command)

    try:
        session.begin()
        job.stage = State.NO_RESPONSE
        return dialogue(transmit)
    finally:
        session.end()


def _fill(job: _Job, work: Callable[[_Job], Reading]) -> None:
    """Body of the worker thread: nothing may escape it, for an escaped error would be printed with its
    data."""
    try:
        result = work(job)
    except Abandoned:
        result = Reading(State.NO_RESPONSE)
    except Exception as error:  # noqa: BLE001 - the type is all that may be told
        log.error("card read failed: %s", type(error).__name__)
        result = Reading(State.UNREADABLE, exchanges=job.exchanges)
    job.result = result
    job.done.set()


def _mine(has_jpki: bool) -> Kind:
    return Kind.MY_NUMBER if has_jpki else Kind.OTHER


def _is_busy(error: Exception) -> bool:
    return isinstance(error, ServiceError) and error.code in errors.BUSY


def _worth_a_restart(error: Exception) -> bool:
    if isinstance(error, ServiceError):
        return error.code in errors.WORTH_A_RESTART
    return error.restart if isinstance(error, CardRefused) else isinstance(error, apdu.NoAnswer)
