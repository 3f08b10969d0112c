"""The emulated card's way to the PC/SC service: the virtual reader `vpcd`, which listens on TCP.

Frames both ways: two bytes of length, then the payload. One byte of payload is an order (power, reset, ATR);
more is a command for the card. A card is inserted by connecting and removed by closing.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.card.emulator.card import EmulatedCard
from bot.card.emulator.faults import Act, Fault, act

PORT = 35963
"""Where Debian's vpcd listens for the first of its two slots; the second is the next port."""
POWER_OFF, POWER_ON, WARM_RESET, ASK_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
BITS_PER_BYTE = 10


@dataclass(frozen=True)
class Timing:
    """How long a command takes: `exchange` seconds, plus every byte at `bits_per_second` (0 = no time)."""

    exchange: float = 0.0
    bits_per_second: int = 0

    def seconds(self, transferred: int) -> float:
        """For `transferred` bytes, command and answer together."""
        per_byte = BITS_PER_BYTE / self.bits_per_second if self.bits_per_second else 0.0
        return self.exchange + transferred * per_byte


CONTACTLESS = Timing(exchange=0.020, bits_per_second=115_200)
AT_ONCE = Timing()


def local_reader(port: int = PORT) -> socket.socket:
    """Connect to the virtual reader on this machine. Raises OSError when nothing listens there."""
    return socket.create_connection(("127.0.0.1", port), timeout=2.0)


class CardLink:
    """Puts emulated cards into one slot of the virtual reader that `connect` opens, and takes them out again.

    `commands` holds what the present card was asked, for tests; it is emptied at every insertion.
    """

    def __init__(self, connect: Callable[[], socket.socket], timing: Timing = AT_ONCE) -> None:
        self._connect = connect
        self._timing = timing
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._visit: _Visit | None = None
        self.commands: list[bytes] = []

    @property
    def inserted(self) -> bool:
        """Whether a card is in the slot; False also after a fault took it out, or the service went."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def left_by_fault(self) -> bool:
        """Whether a fault took the last card out."""
        return self._visit is not None and self._visit.left_by_fault

    def insert(self, card: EmulatedCard, faults: Sequence[Fault] = ()) -> None:
        """Put `card` in, with `faults` armed for this insertion only. Raises OSError without a virtual
        reader."""
        self.remove()
        card.power_cycle()
        line = self._connect()
        line.settimeout(None)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.commands = []
        self._visit = _Visit(line, card, tuple(faults), self._timing, self.commands)
        self._line = line
        self._thread = threading.Thread(target=self._visit.serve, name="emulated-card", daemon=True)
        self._thread.start()

    def arm(self, faults: Sequence[Fault]) -> None:
        """Replace the armed faults of the present card; the counting of commands starts again at 1."""
        if self._visit is not None:
            self.commands = self._visit.arm(tuple(faults))

    def remove(self) -> None:
        """Take the card out; nothing happens when there is none."""
        if self._line is not None:
            _hang_up(self._line)
        if self._thread is not None:
            self._thread.join()
        self._line = self._thread = self._visit = None


class _Visit:
    """One card's stay in the slot."""

    def __init__(
        self,
        line: socket.socket,
        card: EmulatedCard,
        faults: tuple[Fault, ...],
        timing: Timing,
        commands: list[bytes],
    ) -> None:
        self._line = line
        self._card = card
        self._faults = faults
        self._timing = timing
        self._commands = commands
        self.left_by_fault = False

    def arm(self, faults: tuple[Fault, ...]) -> list[bytes]:
        """Count and strike anew; the list that the commands from now on go to."""
        self._faults, self._commands = faults, []
        return self._commands

    def serve(self) -> None:
        """Answer until the card is taken out or the service goes."""
        with suppress(OSError):
            while True:
                payload = self._receive()
                if payload is None or not self._answer(payload):
                    break
        _hang_up(self._line)

    def _answer(self, payload: bytes) -> bool:
        """False when a fault has taken the card out."""
        if payload == ASK_ATR:
            self._send(Act(self._card.atr, len(self._card.atr)))
        elif payload == WARM_RESET:
            self._card.warm_reset()
        elif len(payload) == 1:
            self._card.power_cycle()
        else:
            return self._command(payload)
        return True

    def _command(self, command: bytes) -> bool:
        self._commands.append(command)
        number = len(self._commands)
        names = {fault.name for fault in self._faults if fault.strikes(number)}
        if "reset" in names:
            self._card.warm_reset()
        answer = self._card.process(command)
        if "61" in names:
            answer = self._card.hold_back(answer)
        doing = act(self._faults, number, answer)
        time.sleep(doing.delay + self._timing.seconds(len(command) + len(answer)))
        self.left_by_fault = doing.leave
        self._send(doing)
        return not doing.leave

    def _send(self, doing: Act) -> None:
        if doing.sent is not None:
            self._line.sendall(doing.announced.to_bytes(2, "big") + doing.sent)

    def _receive(self) -> bytes | None:
        """The next payload, None when the line is closed."""
        header = self._exactly(2)
        return header and self._exactly(int.from_bytes(header, "big"))

    def _exactly(self, count: int) -> bytes | None:
        held = b""
        while len(held) < count:
            # The driver sends header and body apart; without this the second waits 40 ms for our receipt.
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            piece = self._line.recv(count - len(held))
            if not piece:
                return None
            held += piece
        return held


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
