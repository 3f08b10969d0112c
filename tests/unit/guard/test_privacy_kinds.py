"""Phone numbers, addresses, insurer numbers, PINs and the rest are masked, each by its kind."""

import re

import pytest

from bot.guard.guard import PLACEHOLDERS, guard

TABLES = {
    "phone": """
03-3908-1131
03(3908)1131
(03)3908-1131
０３−３９０８−１１３１
03 3908 1131
0339081131
03の3908の1131
03、3908、1131
088-804-3038
090-1234-5678
090 1234 5678
09012345678
０９０１２３４５６７８
〇九〇一二三四五六七八
090ー1234ー5678
080.1234.5678
070-1234-5678
050-1234-5678
0120-95-0178
0120、95、0178
0120950178
0120-123-456
0120-0178-27
0570-012-345
0570-0-55210
0800-123-4567
+81-90-1234-5678
+81 90 1234 5678
+819012345678
+81-3-3908-1131
ゼロサンサンキュウゼロハチイチイチサンイチ
""",
    "email": """
taro@example.com
taro.kita+x@mail.example.co.jp
ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ
taro＠example.com
taro @ example.com
taro(at)example.com
taroアットマークexample.com
taroアットexampleドットjp
""",
    "insurer_number": """
記号12 番号345
記号：１２　番号：３４５
記号 12-34 番号 5678901 枝番 01
記号・番号は北12・345
被保険者記号・番号 AB12-3456
保険者番号 01130012
保険者番号は138016です
被保険者番号:12345678
被保険者証番号1234567
枝番は01
""",
    "address": """
〒114-8508
〒１１４−８５０８
郵便番号は1148508
114-8508 東京都北区
王子本町1丁目15番22号
王子本町一丁目十五番
滝野川2丁目52番10号
高知市本町5番地1
北村123番地
北区王子本町1-15-22
北区岸町2-1
赤羽西1-2-3
王子2の3の4
1番2号
コーポ北101号室
""",
    "pin": """
1234
１２３４
1234です
一二三四
①②③④
1 2 3 4
いちにさんよん
にににに
暗証番号は1234
暗証番号は1234番です
1234が暗証番号です
暗唱番号 1234
パスワード:9876
4桁は5555でした
番号は4321です
署名用パスワードはABC123です
パスワードはkita2026x
暗証番号 ABCD1234EFGH5678
""",
    "other_number": """
12345
整理番号12345です
受付番号 0012345
20261303
1234 5678
123-4567
2025の1301
""",
}
WRITINGS = [(kind, line) for kind, table in TABLES.items() for line in table.split("\n") if line]


@pytest.mark.parametrize(("kind", "writing"), WRITINGS)
def test_it_is_masked_by_its_kind(kind: str, writing: str) -> None:
    guarded = guard(writing)
    assert guarded.found == {kind}
    assert PLACEHOLDERS[kind] in guarded.text
    assert not re.search(r"\d\d", guarded.text)


@pytest.mark.parametrize(
    ("kind", "writing"), [w for w in WRITINGS if w[0] in ("phone", "email", "insurer_number", "address")]
)
def test_it_is_masked_inside_a_sentence(kind: str, writing: str) -> None:
    guarded = guard(f"連絡先ですが、{writing}、それから12月3日に行きます")
    assert guarded.found == {kind}
    assert guarded.text.endswith("それから12月3日に行きます")


def test_two_phone_numbers_are_no_my_number() -> None:
    assert guard("03-3908-1131、088-804-3038").text == "〔電話番号〕、〔電話番号〕"


def test_the_place_stays_and_the_house_goes() -> None:
    assert guard("北区王子本町1-15-22に住んでいます").text == "北区王子本町〔住所〕に住んでいます"


def test_a_web_address_with_page_numbers_is_not_refused() -> None:
    guarded = guard("https://example.jp/living/1001703/1001704/1001780.htmlのことですか")
    assert guarded.text == "https://example.jp/living/〔番号〕/〔番号〕/〔番号〕.htmlのことですか"
    assert guarded.found == {"other_number"}


@pytest.mark.parametrize(
    "address",
    [
        "https://www.mhlw.go.jp/stf/newpage_08277.html",
        "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/0000177221_00005.html",
        "https://www.city.kita.lg.jp/living/1001703/1002134.html",
        "https://www.city.kita.tokyo.jp/koseki/0000123456.html",
    ],
)
def test_the_pages_of_public_offices_keep_their_numbers(address: str) -> None:
    guarded = guard(f"{address} を見ました")
    assert (guarded.text, guarded.found, guarded.digits) == (f"{address} を見ました", frozenset(), 0)


@pytest.mark.parametrize("page", ["135792468013", "1357-9246-8013", "1357/9246/8013", "a 1357 9246 8013"])
def test_a_number_of_twelve_digits_does_not_hide_in_one(page: str) -> None:
    assert guard(f"https://www.mhlw.go.jp/{page}").refuses


@pytest.mark.parametrize("words", ["内線1234", "内線は1234です", "内線番号は1234", "03-3908-1132(内線 56)"])
def test_an_extension_belongs_to_a_telephone_number(words: str) -> None:
    guarded = guard(words)
    assert guarded.found == {"phone"}
    assert not re.search(r"\d\d", guarded.text)


@pytest.mark.parametrize("words", ["内線 1357 9246 8013", "内線1357-9246-8013"])
def test_a_number_of_twelve_digits_is_no_extension(words: str) -> None:
    assert guard(words).refuses
