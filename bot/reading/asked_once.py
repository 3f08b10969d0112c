"""A message is looked at several times in one turn; the second look costs nothing. No words are kept: answers stand under
the hash of what was asked, which is salted anew in each process, and only the last few."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

MOST: Final = 32  # answers; four turns at a time look at a message and its sentences
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def asked_once(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """`function`, pure in its hashable arguments, with its last answers at hand."""
    answers: OrderedDict[int, Answer] = OrderedDict()

    @wraps(function)
    def look(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        key = hash((args, tuple(sorted(kwargs.items()))))
        if key in answers:
            return answers[key]
        answer = answers[key] = function(*args, **kwargs)
        if len(answers) > MOST:
            answers.popitem(last=False)
        return answer

    return look
