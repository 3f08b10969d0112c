"""`mynadesk rulebook show | table | booklet` over statements: what an editor sees, and that a bad table changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.rulebook.statements.needs_loader import load_book

FAMILY = """\
# Paid in full.
family: paying
name: 支払い
about: paid in full
sources:
- {id: S9001, title: 療養費, publisher: 千代田区, date: 2025-04-01, url: "https://example.jp/a"}
needs:
- {id: paying.full, name: 全額払った, examples: [全部払った, 10割払った]}
statements:
- id: paying.full.back
  need: paying.full
  asks: []
  says: yes
  from: 2024-12-02
  until:
  verified_on: 2026-11-29   # looked
  sources: [{id: S9001, section: 申請, source_date: none}]
  cautions: [paying.paper]
  text: はい。{kitaku.phone}に電話してください。
  easy: はい。{kitaku.phone}に 電話《でんわ》して ください。
  speech: はい。{kitaku.phone}に電話してください。
- id: paying.full.cost
  need: paying.full
  asks: [cost]
  when: {insurer: [kouki, kitaku]}
  from: 2024-12-02
  verified_on: 2026-11-29
  sources: [{id: S9001, section: 費用, source_date: 2025-04-01}]
  text: お金はかかりません。
  easy: お｜金《かね》は かかりません。
  speech: お金はかかりません。
  en: It is <free>.
"""
CAUTIONS = """\
cautions:
- {id: paying.paper, sources: [{id: S9001, section: a, source_date: none}], text: 世帯主に届きます。, easy: 家《いえ》に とどきます。, speech: 世帯主に届きます。}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "needs"
    place.mkdir()
    (place / "paying.yml").write_text(FAMILY, encoding="utf-8")
    (place / "cautions.yml").write_text(CAUTIONS, encoding="utf-8")
    monkeypatch.setenv("MYNADESK_TODAY", "2026-11-29")
    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path))
    for module in ("rulebook_show", "rulebook_booklet"):
        monkeypatch.setattr(f"bot.cli.{module}.load_book", lambda: load_book(place))
    return place


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run_it(*arguments: str) -> tuple[int, str]:
        try:
            code = main(("rulebook", *arguments))
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        out, error = capsys.readouterr()
        assert "Traceback" not in out + error
        return code, out + error

    return run_it


Run = Callable[..., tuple[int, str]]


def test_a_need_is_shown_with_its_cautions_sources_and_the_rest(folder: Path, run: Run) -> None:
    code, out = run("show", "paying.full", "--insurer", "kitaku", "--on", "2026-11-01")
    assert code == 0
    assert "2026-11-01 の時点、kitaku" in out
    assert out.index("03-3908-1131に電話") < out.index("注意：世帯主") < out.index("くわしく") < out.index("お金はかかりません")
    assert "出典：療養費（千代田区） 申請 日付の表示なし https://example.jp/a" in out and "費用 2025-04-01" in out


def test_what_was_asked_is_shown_first_in_the_form_that_is_wanted(folder: Path, run: Run) -> None:
    code, out = run("show", "paying.full", "--insurer", "kitaku", "--form", "easy", "--asks", "cost")
    assert code == 0 and out.index("お金（かね）は かかりません") < out.index("電話（でんわ）して")
    assert "サン キュウ ゼロ ハチ" in run("show", "paying.full", "--form", "speech")[1]
    assert "でんわして ください" in run("show", "paying.full", "--form", "easy", "--readings", "kana")[1]


def test_what_must_be_asked_first_is_named(folder: Path, run: Run) -> None:
    assert "先に聞くこと：insurer（kitaku、kouki）" in run("show", "paying.full", "--asks", "cost", "--when", "card=lost")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("paying.gone",), "使えるもの：paying.full"),
        (("paying.full", "--when", "card=eaten"), "card=has|lost"),
        (("paying.full", "--asks", "colour"), "invalid choice"),
        (("paying.full", "--on", "2020-01-01"), "有効な答えはありません"),
    ],
)
def test_what_there_is_not_is_said(folder: Path, run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out = run("show", *arguments)
    assert code != 0 and says in out


def test_a_family_lists_its_needs(folder: Path, run: Run) -> None:
    assert run("show", "paying") == (0, "paying.full  全額払った\n")


def edited(folder: Path, run: Run, **changes: str) -> Path:
    """The table, written out and changed in its first row."""
    file = folder.parent / "table.csv"
    assert run("table", "--folder", str(folder), "--write", str(file))[0] == 0
    with file.open(encoding="utf-8-sig", newline="") as content:
        table = list(csv.DictReader(content))
    with file.open("w", encoding="utf-8-sig", newline="") as content:
        writer = csv.DictWriter(content, list(table[0]))
        writer.writeheader()
        writer.writerows([table[0] | changes, table[1]])
    return file


def test_the_table_has_one_row_a_statement(folder: Path, run: Run) -> None:
    code, out = run("table", "--folder", str(folder))
    assert code == 0 and [line.split(",")[0] for line in out.splitlines()] == ["id", "paying.full.back", "paying.full.cost"]


def test_an_edited_table_changes_its_words_and_nothing_else(folder: Path, run: Run) -> None:
    file = edited(folder, run, text="はい。窓口へ行ってください。", verified_on="2026/11/30")
    code, out = run("table", "--folder", str(folder), "--from", str(file))
    assert code == 0 and "2 か所を直しました" in out
    expected = FAMILY.replace("はい。{kitaku.phone}に電話してください。", "はい。窓口へ行ってください。", 1)
    assert (folder / "paying.yml").read_text(encoding="utf-8") == expected.replace("2026-11-29   #", "2026-11-30   #")
    assert sorted(path.name for path in folder.iterdir()) == ["cautions.yml", "paying.yml"]
    assert run("table", "--folder", str(folder), "--from", str(edited(folder, run))) == (0, "変わったところはありません。\n")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"text": "03-3908-1131に電話してください。"}, "a telephone number is typed"),
        ({"speech": ""}, "speech: missing"),
        ({"easy": "電話してください。"}, "電話 has no reading"),
        ({"until": "2020-01-01"}, "must be after from"),
        ({"until": "いつか"}, "is not a date"),
        ({"says": "no"}, "cannot be changed here"),
        ({"id": "paying.full.gone"}, "is no statement"),
    ],
)
def test_a_table_with_a_fault_changes_nothing(folder: Path, run: Run, changes: dict[str, str], says: str) -> None:
    code, out = run("table", "--folder", str(folder), "--from", str(edited(folder, run, **changes)))
    assert code == 1 and says in out
    assert (folder / "paying.yml").read_text(encoding="utf-8") == FAMILY


@pytest.mark.parametrize(("content", "says"), [(b"a,b\n1,2\n", "id の列がありません"), ("id\n全".encode("cp932"), "CSV UTF-8"), (b"", "列：なし")])
def test_a_file_that_is_no_table_is_refused(folder: Path, run: Run, content: bytes, says: str) -> None:
    file = folder.parent / "x.csv"
    file.write_bytes(content)
    code, out = run("table", "--folder", str(folder), "--from", str(file))
    assert code == 1 and says in out


def test_the_booklet_holds_what_may_be_said_to_the_insurer_s_people(folder: Path, run: Run) -> None:
    code, page = run("booklet", "--insurer", "kitaku")
    assert code == 0 and page.startswith("<!doctype html>")
    for words in ("北区国民健康保険（2026年11月29日の時点）", "<h2>支払い</h2>", "全部払った", "<ruby>電話<rp>", "tel:0339081131", "世帯主に届きます", "日付の表示なし", "It is &lt;free&gt;."):
        assert words in page
    assert "お金はかかりません" in page and "お金はかかりません" not in run("booklet", "--insurer", "kitamura")[1]
    assert "支払い" not in run("booklet", "--on", "2020-01-01")[1]
    file = folder.parent / "booklet.html"
    assert run("booklet", "--write", str(file))[0] == 0 and file.read_text(encoding="utf-8").endswith("</html>")
