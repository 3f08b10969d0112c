"""No function may have too many branches: `branches.py [FOLDER ...]` names those that have (default: bot and actions).

Counted in a function, without the functions defined in it: each if, elif, conditional expression, for, while, except, case and
comprehension's if as one; of `a and b or c` each operator. Lambdas and comprehensions belong to the function around them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MOST: Final = 12
LESS: Final = {"bot/dialogue/turn.py": {"take_turn": 10}}  # the one that everything goes through
# still to be split: never more than this. The last two change what a model is trained with: with the next training
MORE: Final = {
    "bot/desk/conversation.py": {"_answered": 13},
    "bot/dialogue/policy/further.py": {"loose": 16},
    "bot/dialogue/policy/needs.py": {"_told": 13},
    "bot/dialogue/say.py": {"answer": 16, "_page": 14},
    "bot/dialogue/statements.py": {"answer": 13},
    "bot/nlu/decision.py": {"decide": 17},
    "bot/text.py": {"_fold_char": 18},
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
_ONE: Final = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)


def branches(function: Function) -> int:
    """How many branches and boolean operators a function has."""
    return sum(_own(node) for node in _inside(function))


def _own(node: ast.AST) -> int:
    if isinstance(node, _ONE):
        return 1
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return len(node.ifs) if isinstance(node, ast.comprehension) else 0


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.ClassDef):
            yield child
            yield from _inside(child)


def functions(code: str) -> Iterator[Function]:
    """Every function of a module, also those inside of others and of classes."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, Function):
            yield node


def too_many(path: Path) -> Iterator[str]:
    """A line for each function of the file above its limit."""
    limits = LESS.get(path.as_posix(), {}) | MORE.get(path.as_posix(), {})
    for function in functions(path.read_text(encoding="utf-8")):
        count, most = branches(function), limits.get(function.name, MOST)
        if count > most:
            yield f"{path}:{function.lineno}: {function.name} has {count} branches, at most {most}"


def main(folders: list[str]) -> int:
    """1 when some function has too many."""
    paths = [path for folder in folders or ["bot", "actions"] for path in sorted(Path(folder).rglob("*.py"))]
    found = [line for path in paths for line in too_many(path)]
    print("\n".join(found) or f"{len(paths)} files: no function has more than {MOST} branches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
