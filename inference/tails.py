"""The tail of a clause, which names the departments responsible: ``（责任单位：市财政局、市商务局）``."""

from __future__ import annotations

import re

_OPENING, _CLOSING = "（(〔[【“「『《", "）)〕]】”」』》"
_LONGEST_TAIL = 600  # characters
_LONGEST_OPEN_TAIL = 400  # without a bracket that closes
_AFTER_TAIL = "。.；; \n"
_ROLE = (
    r"(?:责任|牵头|主办|配合|协办|承办|参与|参加|落实|完成|主管|实施|组织实施|主责|执行)"
    r"(?:单位|部门|机构|[处科股]室|领导|人)?"
)
# What a tail begins with: roles in a bracket, or 责任单位： and the like after a sentence's end or a dash. Other words
# before a colon are text.
_TAIL = re.compile(
    rf"[（(〔\[【]\s*(?:{_ROLE}|完成(?:时限|时间|期限))\s*[:：]"
    r"|【(?:(?:责任|牵头|主办|配合)(?:单位|部门)|完成(?:时限|时间|期限))】(?=[^。]{2,400}。?\s*$)"
    rf"|(?:^|(?<=[。；;！\s])|—{{1,2}}\s*)(?:(?:责任|牵头|主办|配合|协办|承办|参与|参加|主责|分管|包联)"
    rf"(?:单位|部门|[处科股]室|领导|人)|完成(?:时限|时间|期限))\s*[:：](?=[^。]{{2,400}}。?\s*$)"
)
# Without one of these there is no tail: spares most texts the costlier search.
_TAIL_HINT = re.compile(r"单位|部门|[处科股]室|领导|责任人|完成[时期]|牵头|负责|配合|职责|—|[）)〕\]】][。.；;\s]*$")
_ROLE_WORD = re.compile(
    rf"{_ROLE}\s*[:：]?|按(?:照)?(?:各自)?(?:职责(?:分工)?|分工)|分工|分别|会同|负责|下同"
    r"|[（(]?(?:第一个逗号前|[排列][在名]?(?:首位|第一位?)(?:的|者)?)(?:单位|部门)?为牵头(?:单位|部门)(?:[，,]?下同)?[）)]?"
    r"|等(?:有关|相关)?(?:部门|单位)?(?=[，,、）)〕\]】；;负按分共配牵]|$)"
)
_PERSONS = re.compile(r"(?:责任|牵头|分管|包联|联系)(?:领导|人|电话)\s*[:：]\s*[^\s；;。，,）)〕\]】]+")
_DEADLINE = re.compile(
    r"(?:完成|办理|推进)?(?:时限|时间|期限)\s*[:：】](?:(?!责任|牵头|主办|配合|协办)[^；;）)〕\]】])*"
)
_DUE = re.compile(
    r"(?:(?:19|20)\d{2}年|(?:今年|年)(?=底)|\d{1,2}月)"
    r"(?:\d{1,2}[月日]|[一二三四1-4]季度|[上下]半年|[上中下]旬|[年底末初前内之])*(?:完成|建成)?|(?:长期|持续)(?:坚持|推进|实施)"
)
_DEPARTMENT = re.compile(
    r"[^、，,；;：:。（()）〔〕\[\]【】—\s]{2,24}(?:（[^（）]{1,12}）|\([^()]{1,12}\)|〔[^〔〕]{1,12}〕)?[^、，,；;：:。（()）〔〕\[\]【】—\s]{0,12}"
)
_IN_BRACKETS = re.compile(r"[（(〔][^（()）〔〕]*[）)〕]")
# What the name of an organ may end with.
_ORGAN = (
    r"(?:[局委办厅署部院处室科司组队站馆所社台校园会联协区县市州盟旗镇乡村港关]|政府|中心|银行|[支分]行|公司|集团|街道|"
    r"大学|企业|平台|机构|部门|单位|专班|运营商|基地)"
)
_NAME_OF_ORGAN = re.compile(rf".+{_ORGAN}$|各.{{1,8}}$")
# Names of nothing but organs of government, one of which is in every tail: 研究院 and 马上办 may stand in any bracket.
_AUTHORITY = re.compile(
    rf"[省市州县区旗镇乡](?![级域内外属场民块直村镇]).+{_ORGAN}$|人民银行|人行|各.{{0,12}}(?:(?<![园社])区|[县市州旗镇乡]|街道)$"
    r"|.*(?:(?<![格布全大结破开])局|委|(?<![通网次上时近代帮主承协联即快好易不必前])办|(?<![大餐展客歌])厅|(?<!部)署"
    r"|(?<![内外上下东西南北中全局总干支乐目卖诊])部|政府|办公室|法院|检察院|总工会|妇联|残联|工商联|科协|海关)$"
    r"|.*(?:各|有关|相关|主管|[省市州县区][直级])(?:部门|单位)$"
)
# Words before an organ that make a remark of it: 含…, 原市工商局, 以下简称….
_REMARK = re.compile(r"含(?!山)|包括|不含|其中|以下|简称|下称|(?:如|即|原|经|报|向|除)(?=[各省市州县区国])")
_OF_DEPARTMENTS = re.compile(r"等部门|(?<!主管)部门(?=牵头|负责|配合|按)")
_NO_NAME = re.compile(r"[\d给补奖贴减免贷元的不%]|可以|应当|支持|鼓励")
_SHARES_OUT = re.compile(r"^\s*—|按(?:照)?(?:各自)?(?:职责|分工)[^，。]{0,6}负责|牵头(?=[，,、。]|负责|$)|分别负责")
_LONGEST_ORGAN = 16
_LONGEST_NAME = 12  # of a part that no organ's name ends: 工信、发展改革等部门


def find_tail(text: str) -> int | None:
    """Where the closing lists of responsible departments begin, or None."""
    begin = max(0, len(text) - _LONGEST_TAIL)
    if not _TAIL_HINT.search(text, begin):
        return None
    start, end = None, len(text)
    while (found := _last_list(text, begin, end)) is not None:
        start = end = found
    return start


def names_role(line: str) -> bool:
    """A line that is a tail and says what its departments do: ``（责任单位：市财政局）``."""
    return bool(_TAIL.match(line)) and find_tail(line) == 0


def departments(tail: str) -> tuple[str, ...]:
    """Departments named in a tail, in order, each once."""
    return tuple(dict.fromkeys(n for n in _names(tail) if 2 <= len(n) <= 30 and not n.isdigit()))


def _names(tail: str) -> list[str]:
    """What a tail holds besides roles, persons and deadlines."""
    bare = _ROLE_WORD.sub("、", _DUE.sub("、", _PERSONS.sub("", _DEADLINE.sub("", tail))))
    return [n.strip("各由和及并 ") if n[:1] in "由和及并" else n for n in _DEPARTMENT.findall(bare)]


def _last_list(text: str, begin: int, end: int) -> int | None:
    """Where the list of departments that ends at ``end`` begins, or None."""
    for match in _TAIL.finditer(text, begin, end):
        if match[0].endswith("】") or _closes_text(text[match.start() : end]):
            return match.start()
    bracket = _last_bracket(text, begin, end)
    if bracket is not None:
        return bracket if _is_list(text, bracket, end) else None
    sentence = _last_sentence(text, begin, end)
    return sentence if _names_organs(text[sentence:end]) else None


def _last_bracket(text: str, begin: int, end: int) -> int | None:
    """Where the bracket opens that closes at ``end``, stops aside, or None."""
    depth = 0
    for i in range(begin + len(text[begin:end].rstrip(_AFTER_TAIL)) - 1, begin - 1, -1):
        depth += (text[i] in _CLOSING) - (text[i] in _OPENING)
        if depth <= 0:
            return i if depth == 0 and text[i] in "（(〔[【" else None
    return None


def _last_sentence(text: str, begin: int, end: int) -> int:
    """Where the last sentence begins."""
    stop = max(text.rfind(mark, begin, begin + len(text[begin:end].rstrip(_AFTER_TAIL))) for mark in "。；;！\n")
    return max(stop + 1, begin)


def _names_organs(sentence: str) -> bool:
    """A sentence of organs and what they are to do, or of organs behind a dash: ``市财政局、市商务局按职责分工负责。``"""
    if not _SHARES_OUT.search(sentence) or "由" in sentence:
        return False
    names = [_IN_BRACKETS.sub("", name) for name in _names(sentence)]
    organs = all(len(name) <= _LONGEST_ORGAN and _NAME_OF_ORGAN.match(name) for name in names)
    return organs and any(map(_AUTHORITY.match, names))


def _is_list(text: str, bracket: int, end: int) -> bool:
    """Whether a bracket holds nothing but organs and what they are to do; a lone one in （） may explain the words before."""
    words = text[bracket:end]
    names = [_IN_BRACKETS.sub("", name) for name in _names(words)]
    has_role = bool(re.search(r"牵头|负责|配合|职责", words))
    authority = any(map(_AUTHORITY.match, names)) or (has_role and bool(_OF_DEPARTMENTS.search(words)))
    if not names or not authority or _REMARK.match(names[0]):
        return False
    if has_role:
        return all(_NAME_OF_ORGAN.match(n) or (len(n) <= _LONGEST_NAME and not _NO_NAME.search(n)) for n in names)
    before = text[:bracket].rstrip()[-1:]
    explains = len(names) == 1 and words[0] in "（(" and before not in ("", *"。；;！")
    return not explains and all(map(_NAME_OF_ORGAN.match, names))


def _closes_text(rest: str) -> bool:
    """The bracket that opens ``rest`` closes at its end (or ``rest`` has none and runs on)."""
    if rest[0] not in _OPENING:
        return len(rest) <= _LONGEST_OPEN_TAIL
    depth = 0
    for i, character in enumerate(rest):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0:
            return not rest[i + 1 :].strip(_AFTER_TAIL)
    return len(rest) <= _LONGEST_OPEN_TAIL
