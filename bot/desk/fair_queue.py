"""Who is next: a fair order of waiting turns, by address first and within an address by cost. Pure: no clock, no loop.

Self-clocked fair queueing. Each address gets the same share of the engine, counted in cost, however many connections it
has; within an address a short question goes before a long one that came a little earlier, and no turn waits for ever,
because the clock of the address goes on with every turn served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(eq=False)
class Ticket(Generic[Item]):
    """A waiting turn. `tag` orders it among those of its address: the smaller, the sooner."""

    address: str = field(repr=False)
    cost: float
    tag: float
    item: Item = field(repr=False)


@dataclass
class _Account(Generic[Item]):
    start: float  # on the queue's clock
    clock: float = 0.0  # of the address: the tag served last
    tickets: list[Ticket[Item]] = field(default_factory=list)

    def head(self) -> Ticket[Item]:
        return min(self.tickets, key=lambda ticket: ticket.tag)  # of equals the first to come


class FairQueue(Generic[Item]):
    """Waiting turns, at most some hundreds (each call looks at all addresses)."""

    def __init__(self) -> None:
        self._clock = 0.0
        self._accounts: dict[str, _Account[Item]] = {}

    def __len__(self) -> int:
        return sum(len(account.tickets) for account in self._accounts.values())

    def __iter__(self) -> Iterator[Ticket[Item]]:
        return (ticket for account in self._accounts.values() for ticket in account.tickets)

    def count(self, address: str) -> int:
        """How many of `address` wait."""
        account = self._accounts.get(address)
        return len(account.tickets) if account else 0

    def push(self, address: str, cost: float, item: Item) -> Ticket[Item]:
        """Queues a turn. `cost` > 0 in any unit, the same for all."""
        account = self._accounts.setdefault(address, _Account(self._clock))
        ticket = Ticket(address, cost, account.clock + cost, item)
        account.tickets.append(ticket)
        return ticket

    def pop(self) -> Ticket[Item] | None:
        """Takes out the turn that is next, or gives None."""
        if not self._accounts:
            return None
        account = min(self._accounts.values(), key=lambda one: one.start + one.head().cost)
        ticket = account.head()
        self._clock = account.start = account.start + ticket.cost
        account.clock = max(account.clock, ticket.tag)
        self.drop(ticket)
        return ticket

    def drop(self, ticket: Ticket[Item]) -> None:
        """Takes out a turn that no longer waits; one that is not there is no error."""
        account = self._accounts.get(ticket.address)
        if account is None or ticket not in account.tickets:
            return
        account.tickets.remove(ticket)
        if not account.tickets:
            del self._accounts[ticket.address]

    def last(self, address: str | None = None) -> Ticket[Item]:
        """The turn that would be served last of `address`, or of the address with the most turns waiting. Raises
        ValueError when none waits."""
        if address is None:
            account = max(self._accounts.values(), key=lambda one: len(one.tickets))
        else:
            account = self._accounts.get(address) or _Account(0.0)
        return max(reversed(account.tickets), key=lambda ticket: ticket.tag)  # of equals the last to come
