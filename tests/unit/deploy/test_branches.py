"""The check that no function has too many branches counts what it says, and finds what is above its limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHECK = ROOT / "deploy" / "branches.py"


def told(folder: Path) -> tuple[int, str]:
    ended = subprocess.run([sys.executable, str(CHECK), str(folder)], capture_output=True, text=True, cwd=ROOT, check=False)
    return ended.returncode, ended.stdout


def count(tmp_path: Path, body: str) -> int:
    """The branches of a function with this body, found by adding ifs until it is one too many."""
    for more in range(14):
        lines = [*body.splitlines(), *["if x:", "    pass"] * more]
        (tmp_path / "one.py").write_text("def f(x):\n" + "".join(f"    {line}\n" for line in lines), encoding="utf-8")
        if told(tmp_path)[0]:
            return 13 - more
    raise AssertionError("never too many")


@pytest.mark.parametrize(
    ("body", "branches"),
    [
        ("pass", 0),
        ("if x:\n    pass\nelif x > 1:\n    pass\nelse:\n    pass", 2),
        ("for y in x:\n    pass\nelse:\n    pass\nwhile x:\n    pass", 2),
        ("try:\n    pass\nexcept OSError:\n    pass\nexcept ValueError:\n    pass\nfinally:\n    pass", 2),
        ("return 1 if x else 2", 1),
        ("return x and 1 and 2 or 3", 3),
        ("return [y for y in x if y if y > 1]", 2),
        ("return lambda y: y and x", 1),
        ("match x:\n    case 1:\n        pass\n    case _:\n        pass", 2),
        ("def g(y):\n    return y and x or 1\nreturn g", 0),
        ("class G:\n    def h(self):\n        return x and 1\nreturn G", 0),
        ("with open(x) as y:\n    assert y", 0),
    ],
)
def test_what_is_counted(tmp_path: Path, body: str, branches: int) -> None:
    assert count(tmp_path, body) == branches


def test_a_function_inside_another_is_looked_at_too(tmp_path: Path) -> None:
    inner = "        if x:\n            pass\n" * 13
    (tmp_path / "two.py").write_text(f"class A:\n  def f(self, x):\n    async def g():\n{inner}    return g\n", encoding="utf-8")
    code, said = told(tmp_path)
    assert code == 1 and "two.py:3: g has 13 branches, at most 12" in said


def test_no_function_of_ours_has_too_many() -> None:
    ended = subprocess.run([sys.executable, str(CHECK)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
