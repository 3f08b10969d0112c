"""Whose thing a message is about, and who acts on it: questions and acts about another person. Pure.

Refused is what could harm the person spoken of: reading, finding, stopping, lifting, taking over, and every inference
about them: by the patterns here, and by a learned model that hears the direction in words no pattern holds. Not refused are
the person concerned, in whichever direction the question runs (「夫が調べたら見えますか」), and people who care for somebody
(「母の更新に代わりに行ける?」). Words of stealth or control outweigh both.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bot.reading.asked_once import asked_once
from bot.reading.lexicon import Lexicon, load_lexicon
from bot.reading.risk_model import OTHERS, SAYS_SOMETHING, names_somebody, shipped_model
from bot.text import split_sentences

_ADULT: Final = (
    r"(?:元|前の|別れた|別居中の|別居している|離婚した|離婚調停中の|逃げた|出て(?:い|行)った|家出した|うちの)?(?:妻|嫁|家内|奥さん|女房|夫|旦那|主人|亭主|ダンナ|"
    r"彼女|彼氏|彼(?=[のがはをに])|カレ|元カレ|元カノ|配偶者|パートナー|恋人|母親|父親|母|父|両親|親|おふくろ|おやじ|姑|義母|義父|姉|妹|兄|弟|祖母|祖父|同僚|部下|上司|社員|従業員|"
    r"隣の人|隣人|近所の人|知人|友人|友達|あの人|あいつ|あの女|あの男|相手方?|本人以外|他人|ほかの人|他の人|患者|利用者|入居者|つま|おっと|よめ)"
)
_PERSON: Final = rf"(?:{_ADULT}|娘|息子|子ども|子供|孫|むすめ|むすこ)"
_PARTNER: Final = (
    r"(?:妻|嫁|家内|奥さん|女房|夫|旦那|主人|亭主|ダンナ|彼女|彼氏|彼(?=[のがはをに])|元カレ|元カノ|配偶者|パートナー|恋人|"
    r"あの人|あいつ|相手|つま|おっと|よめ)"
)
_SELF: Final = r"(?:私|わたし|あたし|自分|じぶん|僕|ぼく|俺|おれ|うち)"
_FLAG: Final = r"(?:閲覧制限|制限|支援措置|しえんそち|不開示|自己情報提供不可|フラグ|せいげん)"
_LIFT: Final = (
    r"(?:解除|取り消|とりけ|取消|外す|外し|外せ|はずす|はずし|はずせ|なくす|なくし(?!た)|消す|消し|消せ|やめさせ|無効)"
)
_CARD: Final = (
    r"(?:マイナンバーカード|マイナ保険証|保険証|カード|マイナポータル|電子証明書|暗証番号|アカウント|登録|資格確認書)"
)
_STOP: Final = r"(?:止め|とめ|停止|無効|使えなく|失効|紛失(?:届|した|を)|再発行|再交付|解除|取り消|廃止|返納)"
_TELL: Final = (
    r"(?:教えろ|教えて|おしえて|知りたい|しりたい|調べ|しらべ|確認|かくにん|答えろ|答えて|わかる|分かる|わかり|分かり|"
    r"見せろ|見せて|見たい|言え|どこ)"
)
_STATE: Final = (
    r"(?:かけて|かかって|掛けて|出して|だして|受けて|うけて|届け出て|届けて|届けを|つけて|付いて|あるか|有無|しているか|"
    r"してるか|されて)"
)

_STEALTH: Final = re.compile(
    r"勝手に|内緒|ないしょ|こっそり|黙って(?!い(?:たい|て|る|ま))|だまって(?!い)|無断|許可なく|同意なし|同意なく|承諾なし|ばれずに|バレずに|ばれないように(?!したい)|バレないように(?!したい)|気づかれずに|"
    r"気付かれずに|知られずに(?=.{0,12}(?:見|調べ|止|確認|解除))|本人に(?:言わ|知らせ|知られ|聞か)ず|ふりをして|ふりして|なりすま|成りすま|装って|ことにして|居場所を(?:追跡|特定|突き止|調べ|探)|追跡|"
    r"盗み見|盗んだ|のぞき見|懲らしめ|困らせ|嫌がらせ|仕返し|連れ戻(?!さ)|解除させ(?!てください|ていただ|てもら)|取り消させ(?!て)|外させ(?!て)|やめさせ(?!て(?:ください|もら))"
)
_ACT: Final = re.compile(
    r"止め|とめ|停止|解除|外|使(?:う|い|え|って)|見(?:る|たい|られ|れ|て)|調べ|確認|変え|変更|登録|再発行|再交付|受け取|ログイン|取り消|届|追跡|特定|突き止|知りたい|分か|わか|探|入|やめ"
)
# 「妻に知られずに妻の登録を解除したい」: the one who is not to know is the one it belongs to
_BEHIND: Final = re.compile(
    rf"({_PERSON})に.{{0,4}}(?:知られ|気づかれ|気付かれ|ばれ|バレ|内緒|黙って|だまって).{{0,10}}\1の|"
    rf"{_PERSON}.{{0,40}}(?:追跡|突き止め|特定)(?:したい|する(?:方法|には)|でき(?:ます|る))"
)
_PROBE: Final = (
    re.compile(rf"{_PERSON}.{{0,40}}{_FLAG}.{{0,12}}{_STATE}.{{0,24}}(?:{_TELL}|か|\?|$)"),
    re.compile(rf"{_PERSON}.{{0,30}}(?:どこの|行った|通って|かかって|最近の?)(?:病院|医者|クリニック|医療機関|薬局)"),
    re.compile(rf"{_PERSON}.{{0,20}}(?:行った|通って(?:いる|る)|かかって(?:いる|る)|受診した)(?:病院|医者|クリニック)"),
    re.compile(
        rf"{_PERSON}(?:の|が|は).{{0,14}}(?:住所|居場所|いばしょ|居所|引っ越し先|新しい家|どこに(?:いる|住んで)).{{0,16}}{_TELL}"
    ),
    re.compile(
        rf"{_PERSON}.{{0,24}}(?:保険証|マイナ保険証|カード|登録).{{0,16}}(?:しているか|してるか|されているか|されてるか|済んでいるか).{{0,16}}{_TELL}"
    ),
)
# to stop, lift, take over another adult's thing; to infer why something of theirs cannot be seen
_HARM: Final = (
    re.compile(
        rf"{_ADULT}(?:が(?:かけた|した|出した|つけた|受けている|受けた)|の|にかかっている|の(?:カード|保険証|マイナ保険証|情報)の){_FLAG}.{{0,12}}{_LIFT}"
    ),
    re.compile(
        rf"(?:申し?立てられた|訴えられた|加害者(?:とされ|扱い|にされ|側|と言われ)|相手方とされ|DV(?:した|をした)とされ|(?:支援措置|制限)を(?:かけ|され|出さ)られた).{{0,24}}(?:{_FLAG}|{_LIFT}|側)"
    ),
    re.compile(
        rf"{_PERSON}の(?:(?:薬剤?|医療費?|受診|健診|診療|マイナポータル|保険|カード|個人)の?)?(?:情報|記録|履歴|データ|お知らせ|通知|明細)(?:が|は|も)?.{{0,20}}(?:見(?:られ|れ|え|ら)(?:な|ま|なく)|みられな|みえな|出(?:てこ)?な|出なく|消え|表示され(?:な|ま)|わから?な(?:い|く)|分から?な(?:い|く)|隠され|届かな)"
    ),
    re.compile(rf"{_PERSON}の分(?:が|だけ|も).{{0,10}}(?:出な|出て(?:こ|い)な|見え|見られな|消え|表示され)"),
    re.compile(
        rf"{_ADULT}の(?:受診|薬剤?|診療|医療費?|健診|通院)の?(?:履歴|記録|情報|先)を.{{0,8}}(?:見る|見たい|調べ|知り|取り寄せ|確認し)"
    ),
    re.compile(rf"{_PERSON}.{{0,10}}(?:情報|記録|履歴).{{0,8}}見られないように(?:されて|なって|した)"),
    re.compile(
        rf"{_PERSON}が.{{0,12}}{_FLAG}(?:を|に|の届け?出?を)?.{{0,8}}(?:したら|すると|かけたら|かけると|出したら|すれば|した場合|したの(?:か|では|かも|\?|。|$)|してる(?:の|か|んじゃ)|している(?:の|か|んじゃ)|したせい|したから|かけたせい|かけたから|かけたの)"
    ),
    re.compile(rf"{_PERSON}.{{0,16}}(?:届け出|届出|制限|支援措置)(?:の|を(?:した|かけた))?せい"),
    re.compile(rf"{_ADULT}が.{{0,10}}(?:カード|保険証).{{0,8}}持って(?:出|逃げ|いなくな|行方|家を).{{0,30}}{_STOP}"),
    re.compile(rf"(?:逃げた|出て(?:い|行)った|家出した|家を出た){_PERSON}の.{{0,10}}(?:{_CARD}|情報|{_FLAG}).{{0,20}}"),
    re.compile(
        rf"{_PARTNER}の(?:マイナンバー|マイナ)?(?:カード|保険証|登録|マイナ保険証)(?:を|は)?(?:{_SELF}が|こちらで|今すぐ)?.{{0,6}}{_STOP}"
    ),
    re.compile(
        rf"{_ADULT}の.{{0,8}}(?:暗証番号|パスワード).{{0,10}}(?:知りたい|調べ|わかる|分かる|教えて|見る|突き止)"
    ),
    re.compile(
        rf"{_ADULT}の.{{0,10}}(?:マイナポータル|カード|保険証|アカウント)(?:に|を|で|から).{{0,12}}(?:ログイン|見たい|覗|のぞ|見る方法|確認したい|調べたい|読み取)"
    ),
    re.compile(
        rf"{_FLAG}.{{0,14}}(?:人|患者|方|人たち|被害者).{{0,10}}(?:見分け|判別|区別|どう(?:やって)?(?:わか|分か)|一覧|リスト|名簿|調べ)"
    ),
    re.compile(
        r"カード(?:の(?:履歴|使用|利用|情報))?(?:から|で).{0,8}(?:居場所|いばしょ|居所|どこにいる|現在地|位置).{0,8}(?:わか|分か|調べ|追跡|特定|知)(?!られ)"
    ),
)
_LOSS: Final = re.compile(
    r"(?<!使え)なくし|無くし|失くし|落とし|落し|紛失|見当たら|見つから|盗まれ|盗難|置き忘れ|忘れ|おとし|ない(?:です|と言|みたい|そう)"
)
_CARE: Final = re.compile(
    r"代わりに|かわりに|代理|委任状|付き添|付添|介護|施設|認知症|入院|寝たきり|高齢|足が悪|目が(?:悪|見え)|耳が|手伝|頼まれ|本人(?:で|じゃ)ないと|見せる|一緒に|同席|車いす|障害|体調|病気|動けな|歩けな|亡くな|死亡|後見|(?:母|父|祖母|祖父|両親|親)の(?:更新|登録|申請|手続|保険証|カード|マイナ|資格|暗証|再交付)"
)
# the person concerned: it is their own thing, or somebody else looks at them
_CONCERNED: Final = re.compile(
    rf"{_SELF}は(?:その)?{_PERSON}?本人|本人です|{_SELF}(?:の|に関する)(?:制限|情報|居場所|いばしょ|カード|保険証|住所|病院|薬|受診|記録|履歴|届|マイナ|暗証|支援|フラグ|閲覧|通院|医療|じょうほう)|"
    rf"{_PERSON}(?:が|は|に|から|にも|には)[^。?]{{0,14}}{_SELF}(?:たち|達)?(?:の|を|が)|{_SELF}(?:が|は)[^。?]{{0,12}}(?:かけ|届け|出し|し)(?:たら|ると|た場合)[^。?]{{0,12}}{_PERSON}(?:に|から)|"
    rf"{_PERSON}(?:が|から|に)[^。?]{{0,14}}(?:調べ|見よう|検索し|問い合わせ|聞い|ログインし)(?:たら|れば|ると|ても|とし)[^。?]{{0,10}}(?:見え|見られ|分か|わか|ばれ|バレ|出|知)|"
    rf"{_PERSON}(?:に|から|にも|には)[^。?]{{0,14}}(?:知られ|見られ|ばれ|バレ|伝わ|通知|連絡が|気づかれ|気付かれ|見つか|調べられ|分か(?:る|り|ら|って)|わか(?:る|り|ら|って)|見え|届)|"
    r"見られる(?:って|という|んです|ので|の|こと)|知られ(?:る|ます|たく|ない|ません|て(?:し|い))|調べられ(?:たく|て)|"
    rf"{_PERSON}が[^。?]{{0,14}}(?:勝手に|内緒で|黙って)[^。?]{{0,6}}(?:見て|使って|入って|ログインして|持ち|持って)|勝手に(?:読|見|使|登録さ|変え)(?:ま|ら|わ)?れ|"
    rf"(?:代わりに|代理で)[^。?]{{0,14}}届け?(?:を)?(?:出|し)|見られ(?:ない|ぬ)(?:よう(?!に(?:され|なって))|手|方法|ため)|{_PERSON}の(?:こと|暴力|DV|せい)(?:で|が|から)|病院がいい"
)
_INSIST: Final = re.compile(
    r"知る権利|はいかいいえ|ハイかイイエ|家族なんだから|夫婦なんだから|親なんだから|夫なんだから|妻なんだから|答えろ|教えろ|"
    r"いいから(?:教え|答え|調べ)|それだけ(?:教え|答え|でいい)|だけでいい|だけでも(?:教え|いい)|調べられる(?:だろ|はず|でしょ)|隠す(?:な|のか)|なぜ教え(?:ない|られない)"
)
_LOOSE: Final = re.compile(
    rf"{_FLAG}|{_LIFT}|{_STOP}|届け?出?|住所|居場所|病院|登録|加入|カード|なぜ|なんで|どうして|どうやって|方法|じゃあ|それなら"
)
SURE: Final = 1.7  # what the model must be above its limit to outweigh words of care or of the person concerned
LOOSE_AT_MOST: Final = 18  # characters of a message that leans on the one before


@cache
def shipped_others() -> Lexicon:
    """The list that comes with the product, read and tried once. Raises LexiconError when it is faulty."""
    return load_lexicon(["others"], ("always", "refuse"))


@asked_once
def asks_about_other(text: str, *, concerned: bool = False) -> bool:
    """True when `text` (normalised) asks for, infers, or would act on something of another person that is not to be told.

    `concerned`: the conversation has shown that the writer is the one in danger; then only stealth is refused."""
    listed = shipped_others().kinds(text)
    if _BEHIND.search(text) or "always" in listed:
        return True
    looked_at = is_looked_at(text)
    if not looked_at and any(_by_stealth(sentence) for sentence in split_sentences(text)):
        return True
    if concerned:
        return False
    if looked_at:
        return _learned(text) > SURE
    if any(pattern.search(text) for pattern in _PROBE[:4]):
        return True
    if "refuse" in listed:
        return True
    if _cares(text):
        return _learned(text) > SURE
    return _PROBE[4].search(text) is not None or any(pattern.search(text) for pattern in _HARM) or _learned(text) > 0


@asked_once
def _learned(text: str) -> float:
    """How far above its limit the learned model is; nothing where nobody else is named, or hardly anything is said."""
    return shipped_model(OTHERS).strength(text) if len(text) >= SAYS_SOMETHING and names_somebody(text) else 0.0


def says_lost(text: str) -> bool:
    """True when a card is said to be lost, stolen or forgotten."""
    return bool(_LOSS.search(text))


def _by_stealth(sentence: str) -> bool:
    return bool(_STEALTH.search(sentence) and re.search(_PERSON, sentence) and _ACT.search(sentence))


def is_looked_at(text: str) -> bool:
    """True when the writer is the one whose things are looked at."""
    return bool(_CONCERNED.search(text))


def _cares(text: str) -> bool:
    return bool(_LOSS.search(text) or _CARE.search(text)) and not re.search(_FLAG, text)


@asked_once
def harmless(text: str) -> bool:
    """True when `text` is surely from the person concerned or from somebody who cares, whatever the classifier made of it."""
    if asks_about_other(text):
        return False
    asks = re.search(rf"{_TELL}|受診歴|(?:ている|てる)か", text)
    return is_looked_at(text) or bool(_cares(text) and re.search(_PERSON, text) and not asks)


def insists(text: str) -> bool:
    """True for pressing on after a refusal ("I have a right to know", "just yes or no")."""
    return bool(_INSIST.search(text))


def leans_on_refusal(text: str) -> bool:
    """True for a loose message after a refusal that still means the other person: 「制限は?」「じゃあ解除の方法は?」."""
    own = re.search(_SELF, text) or _LOSS.search(text)
    return len(text) <= LOOSE_AT_MOST and bool(_LOOSE.search(text)) and not own
