"""Regular expressions for folded Japanese date expressions (see ``bot.dates.fold``), one per family.

No pattern repeats an unbounded group, so the time grows linearly with the text.
"""

from __future__ import annotations

import re

from bot.dates.fold import NOT_A_DAY

_ERA = r"(?P<era>令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHSTMrhstm]) ?(?P<ey>元|\d{1,3})(?!\d)"
_WESTERN = r"(?<!\d)(?:西暦 ?)?(?P<wy>\d{4})"
_SHORT = r"(?<![\d/.\-,])(?P<sy>\d{1,2}) ?年(?= ?\d{1,2} ?月)"  # 8年12月3日, the era left out
_YEAR = (
    r"(?=[令平昭大明西来再さ一去昨今本RHSTMrhstm\d])"  # only for speed
    rf"(?:(?:{_ERA}|{_WESTERN}) ?年|{_SHORT}|(?P<ry>再来年|さ来年|来年|一昨年|去年|昨年|今年|本年))"
    r"(?:\([^()]{1,8}\))?"  # 令和8年(2026年)12月3日
)
_JOIN = r"[ の、]{0,2}"
_WEEKDAY = r"(?: ?\((?P<wd>[月火水木金土日])(?:曜日?)?(?:[・/ ]?祝日?)?\)|[の、 ]?(?P<wd2>[月火水木金土日])曜日?)?"
_NUMBER_WEEKDAY = r"(?: ?\((?P<wd>[月火水木金土日])(?:曜日?)?(?:[・/ ]?祝日?)?\))?"
_NOT_SPAN = r"(?!間|以内|目|分)"
DAY_PART = (
    rf"(?:(?P<dd>(?<!\d)\d{{1,2}}) ?日{NOT_A_DAY}{_NOT_SPAN}"
    r"|(?P<end>末日?|いっぱい)"
    r"|(?P<part>上旬|中旬|下旬|初旬|初め(?!て)|始め(?!て)|はじめ(?![てま])|頭|半ば|なかば|中頃|中ごろ|前半|後半|終わり|おわり"
    r"|中(?![学央心国旬身]))"
    r"|第 ?(?P<nth>[1-5一二三四五]) ?(?P<nwd>[月火水木金土日])曜日?)"
)
_RELATIVE_MONTH = r"(?P<rm>再来月|さ来月|来月|先々月|先先月|先月|今月|当月|本月)"

CALENDAR = re.compile(
    rf"(?:(?:{_YEAR}{_JOIN})?(?P<mo>(?<![\d.,/\-])(?<!\d:)\d{{1,2}}) ?月(?!曜|面)|{_RELATIVE_MONTH})"
    rf"(?:{_JOIN}{DAY_PART})?{_WEEKDAY}"
)
YEAR_SLASH = re.compile(rf"{_YEAR}{_JOIN}(?P<mo>\d{{1,2}})/(?P<dd>\d{{1,2}})(?![\d/]){_NUMBER_WEEKDAY}")
NUMERIC = re.compile(
    rf"(?<![0-9A-Za-z/.\-])(?<!\d:)(?:{_ERA}|{_WESTERN}) ?(?P<sep>[/.\-]) ?(?P<mo>\d{{1,2}})"
    rf" ?(?P=sep) ?(?P<dd>\d{{1,2}})"
    rf"(?![\d/]|[:\-.]\d){_NUMBER_WEEKDAY}"
)
EIGHT_DIGITS = re.compile(
    r"(?<![0-9A-Za-z.,\-/:_])(?P<wy>19\d\d|20\d\d|2100)(?P<mo>\d\d)(?P<dd>\d\d)(?![0-9A-Za-z_]|[.,\-/:]\d|円)"
)
YEAR_MONTH = re.compile(rf"(?<![0-9A-Za-z/.\-])(?<!\d:){_WESTERN}/(?P<mo>\d{{1,2}})(?![\d/]|[:\-.]\d)")
YEAR_ONLY = re.compile(rf"{_YEAR}(?!度)(?:の?(?P<ypart>末|中(?![学央心国])|いっぱい|前半|後半))?")
FISCAL = re.compile(
    rf"(?:(?:{_ERA}|{_WESTERN}) ?年度|(?P<fy>再来|来|今|本|昨|前|翌)年度|年度(?=末|初め|はじめ))"
    r"(?:の?(?P<fpart>末|初め|はじめ))?"
)
NAMED = re.compile(
    rf"(?:{_YEAR}{_JOIN})?(?P<name>年末年始|(?<![\d元] )(?<![\d元])年(?:末(?!調整)|内)"
    r"|年始|年明け|元日(?!本)|元旦(?!那)|大晦日|大みそか|くりすますいぶ"
    r"|くりすます|お?正月|お盆|盆休み|ごーるでんうぃーく|(?<![A-Za-z])GW(?![A-Za-z])|(?<![年月])月末|(?<=年)月末)"
)
HOLIDAYS = re.compile(r"(?:次の|今度の)?\d?(?<![一-龠])連休")

# A small pair such as 1/2 may be a fraction: it is a date only alone or before one of these words.
DATE_FOLLOWS = re.compile(
    r" ?(?:に(?!つい|関|分|減|増)|から|付|まで|以降|以前|頃|ごろ|生まれ|の?(?:引|転|越|届|午[前後]|朝|夜)|~)"
)
SLASH = re.compile(
    r"(?<![0-9A-Za-z/.,%])(?<!\d:)(?P<mo>\d{1,2})/(?P<dd>\d{1,2})"
    rf"(?![0-9A-Za-z/:%円個倍人割名枚点回錠]|[.,]\d|-\d{{3}}|ぺーじ|(?:く|ぐ)らい|程度){_NUMBER_WEEKDAY}"
)
# 12-3 may be a house number: only with a date word behind it and no word glued before it.
DASHED = re.compile(
    r"(?:(?<![\w\-.(/#:,])|(?<=[はがを]))(?P<mo>\d{1,2})(?:-(?P<dd>\d{1,2})"
    r"(?=に(?!つい|住|あ|い)|から(?!\d)|付|まで|以降|頃|ごろ|引|転|越|届)"
    r"|\.(?P<dd2>\d{1,2})(?=に(?:引|ひ|転|越|届|出|退|入|生)|付|\([月火水木金土日]\)))"
)

RELATIVE_DAY = re.compile(
    r"(?P<word>今日|本日|今朝|今夜|今晩|明々後日|明明後日|(?<!もしも)しあさって|明後日"
    r"|明日(?!香)|明朝|明晩"
    r"|一昨々日|一昨昨日|一昨日|昨日|昨晩|昨夜|ゆうべ)" + _NUMBER_WEEKDAY
)
ANCHORED = re.compile(r"翌々日|翌日|前日|次の日(?!曜)")
WEEK = re.compile(
    r"(?P<week>再来週|さ来週|来週|先々週|先先週|先週|今週)"
    r"(?:[の ]?(?:(?P<wd>[月火水木金土日])曜日?|(?P<weekend>末)"
    r"|(?P<wpart>中(?!旬)|前半|後半|半ば|初め(?!て)|頭)))?"
    r"|(?P<alone>週末|週明け)"
)
WEEKDAY = re.compile(
    r"(?<![第\d一二三四五])(?P<pre>次の|つぎの|次回の|今度の|こんどの|この前の|こないだの|この間の|前の|直近の|この)?"
    r"(?P<wd>[月火水木金土日])曜日?"
)
_OFFSET_UNIT = r"(?P<unit>日|週間?|か月|年)間?"
_DIRECTION = r"(?P<dir>前(?![後半日年回月])|まえ|後(?![半日])|あと|のち|ご(?![ろとみう])|先(?![週月生日着に]))"
OFFSET = re.compile(
    rf"(?<![\d,.])(?:(?P<n>\d{{1,3}}) ?{_OFFSET_UNIT}|(?P<half>半年))"
    rf"(?P<about>ほど|くらい|ぐらい|程)?{_DIRECTION}"
)
FEW = re.compile(rf"(?<![\d,.月])(?P<a>\d)[、,~・\-](?P<b>\d) ?{_OFFSET_UNIT}(?:ほど|くらい|ぐらい|程)?{_DIRECTION}")
FEW_SPAN = re.compile(r"(?<![\d,.月])\d[、,~・\-]\d ?(?:日(?:間|以内|ほど|くらい|ぐらい|程|で(?!す))|週間?|か月|年)")
UNKNOWN_ANCHOR = re.compile(r"(?:の|から|より|て|(?<!も)[るすむくぐうつぬぶ]|(?<!ま)た)[ 、]?$")

RECURRING = re.compile(
    r"(?:毎[月年週朝晩日]|隔週|各月)の?(?:(?:\d{1,2}月)?\d{1,2}日|\d{1,2}月|[月火水木金土日]曜日?|末|月末)?"
)
SPAN = re.compile(r"(?<![\dA-Za-z,.])\d{1,3} ?(?:年(?!度)間?|か月間?|週間?)|半年間?|半月")
BARE_DAY = re.compile(
    rf"(?P<next>(?:次|今度|こんど|つぎ)の)?(?<![\d.,/\-])(?<!\d:)(?P<n>\d{{1,3}}) ?日{NOT_A_DAY}{_WEEKDAY}"
)
# Words that make 3日 a length of time instead of the third.
SPAN_AFTER = re.compile(
    r" ?(?:間|かん|いない|いじょう|以(?![降前後来])|のうち"
    r"|未満|内|早|はや|続|つづ|延|分(?!の)|目|ほど|くらい|ぐらい|程"
    r"|ばかり|ぶり|連続|おき|ごと|毎|坊主|待|休|かか|掛か|経|たっ|たつ|たち|遅"
    r"|余|過ぎ(?!に)|すぎ(?!に)|を?超"
    r"|で(?:届|でき|出来|作|発行|もら|手に|済)|も(?:かか|待|たっ|経|過|前)|中|当た|あた"
    r"|[に ]?\d+(?:回|錠|食|本|円)"
    r"|使|寝|入院)"
)
SPAN_BEFORE = re.compile(
    r"(?:あと|残り|もう|まる|丸|約|最大|最低|最長|最短"
    r"|合計|計|たった|わずか|て|よい|良い|いい|ここ|連続|およそ)[ 、]?$"
)
