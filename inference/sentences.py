"""Sentences of a clause, and the tail that names the departments responsible."""

from __future__ import annotations

import re
from itertools import pairwise

_CLOSER = dict(zip("（(〔[【“「『《", ("）)", ")）", "〕]", "]〕", "】", "”", "」", "』", "》"), strict=True))
_TOKEN = re.compile(
    r"(?P<open>[（(〔\[【“「『《])|(?P<close>[）)〕\]】”」』》])|(?P<stop>[。！？!?…]+[”’）)】〕」』》\"]*|\n)"
)
_GOES_ON = "，,、；;：:的"  # what follows a quotation that the sentence continues after
_LONGEST_BRACKET = 200
_OPENING, _CLOSING = "".join(_CLOSER), "）)〕]】”」』》"
_ROLE = r"(?:责任|牵头|主办|配合|协办|承办|参与|参加|落实|完成|主管|实施|组织实施|主责)(?:单位|部门|机构|处室|科室|领导|人)?"
_ORGAN = r"(?:局|委|办|部|厅|院|政府|中心|银行|支行|公司|管委会|集团|街道)"
# A list in brackets that names roles, says who leads, or holds nothing but organs; or one without brackets that begins
# with 责任单位： and the like after a sentence's end. Other words before a colon are text.
_TAIL = re.compile(
    rf"[（(〔\[【]\s*(?:{_ROLE}\s*[:：]|[^（(〔\[【。；;]{{2,160}}?(?:牵头|负责|按职责分工|配合|分别负责|等?按职责)"
    rf"[^（(〔\[【。]{{0,120}}[）)〕\]】]\s*。?\s*$)"
    rf"|[（(](?:[^（()）〔\[【。；;、，,\s]{{2,20}}{_ORGAN}(?:[、，,；;\s]+|(?=[）)]))){{2,40}}[）)]\s*。?\s*$"
    rf"|(?:^|(?<=[。；;！\s]))(?:(?:责任|牵头|主办|配合|协办|承办|参与|参加|主责|分管|包联)(?:单位|部门|处室|科室|领导|人)"
    rf"|完成(?:时限|时间|期限))\s*[:：](?=[^。]{{2,400}}。?\s*$)"
)
# Without one of these there is no tail: spares most texts the costlier search.
_TAIL_HINT = re.compile(r"单位|部门|处室|科室|领导|责任人|完成[时期]|牵头|负责|配合|职责|[）)]\s*。?\s*$")
_ROLE_WORD = re.compile(
    rf"{_ROLE}\s*[:：]?|按(?:照)?(?:各自)?职责(?:分工)?|分别|会同|负责|第一个逗号前为牵头单位|下同|等(?=[，,、）)〕\]】；;负]|$)"
)
_PERSONS = re.compile(r"(?:责任|牵头|分管|包联)(?:领导|人)\s*[:：]\s*[^\s；;。，,）)〕\]】]+")
_DEADLINE = re.compile(
    r"[；;，,]?\s*(?:完成|办理|推进)?(?:时限|时间|期限)\s*[:：](?:(?!责任|牵头|主办|配合|协办)[^；;）)〕\]】])*"
)
_DEPARTMENT = re.compile(
    r"[^、，,；;：:。（()）〔〕\[\]【】\s]{2,24}(?:（[^（）]{1,12}）|\([^()]{1,12}\))?[^、，,；;：:。（()）〔〕\[\]【】\s]{0,12}"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of ``text``; blanks between them belong to none.

    A sentence ends at 。！？ outside brackets and quotation marks that are still open, and
    before a tail of departments. A number and its heading (``（三）加强用地保障。``) are one.
    """
    tail = find_tail(text)
    stops = _stops(text)
    cuts = sorted({0, *stops, len(text), *([tail] if tail is not None else [])})
    if tail is not None:
        cuts = [c for c in cuts if c <= tail or c == len(text)]
    spans = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if piece.strip():
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return _join_fragments(text, spans)


def find_tail(text: str) -> int | None:
    """Where the closing list of responsible departments begins, or None."""
    if not _TAIL_HINT.search(text, max(0, len(text) - 600)):
        return None
    start = None
    for match in _TAIL.finditer(text, max(0, len(text) - 600)):
        rest = text[match.start() :]
        if _closes_text(rest):
            start = match.start()
            break
    return start


def departments(tail: str) -> tuple[str, ...]:
    """Departments named in a tail, in order, each once."""
    bare = _ROLE_WORD.sub("、", _PERSONS.sub("", _DEADLINE.sub("", tail)))
    names = [n.strip("各由和及并 ") if n[:1] in "由和及并" else n for n in _DEPARTMENT.findall(bare)]
    return tuple(dict.fromkeys(n for n in names if 2 <= len(n) <= 30 and not n.isdigit()))


def _closes_text(rest: str) -> bool:
    """The bracket that opens ``rest`` closes at its end (or ``rest`` has none and runs on)."""
    if rest[0] not in _OPENING:
        return len(rest) <= 400
    depth = 0
    for i, character in enumerate(rest):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0:
            return not rest[i + 1 :].strip("。.；; \n")
    return len(rest) <= 400


def _stops(text: str) -> list[int]:
    """Ends of sentences, closing brackets that follow included."""
    stops: list[int] = []
    open_brackets: list[str] = []
    for token in _TOKEN.finditer(text):
        if token["open"]:
            closers = _CLOSER[token[0]]
            ahead = text[token.end() : token.end() + _LONGEST_BRACKET]
            if any(c in ahead for c in closers):  # one that never closes opens nothing
                open_brackets.append(closers)
        elif token["close"]:
            if open_brackets and token[0] in open_brackets[-1]:
                open_brackets.pop()
        elif not open_brackets or token[0] == "\n":
            if not _is_lost_character(text, token) and text[token.end() : token.end() + 1] not in tuple(_GOES_ON):
                stops.append(token.end())
        elif token[0][-1] in open_brackets[-1]:  # 。） closes the bracket the stop stands in
            open_brackets.pop()
    return stops


def _is_lost_character(text: str, stop: re.Match[str]) -> bool:
    """A ``?`` between characters stands for one that was lost, unless a question asks there."""
    before, after = text[stop.start() - 1 : stop.start()], text[stop.end() : stop.end() + 1]
    return stop[0].strip("?") == "" and before not in ("吗", "呢", "么") and "\u4e00" <= after <= "\u9fff"


def _join_fragments(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A piece without a single word (a lone bracket, a number) goes to its neighbour."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in spans:
        start = start if pending is None else pending
        if re.search(
            r"[\u4e00-\u9fffA-Za-z□]",
            re.sub(r"^[（(]?[\d一二三四五六七八九十]+[）).、．]?", "", text[start:end]),
        ):
            joined.append((start, end))
            pending = None
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            pending = start
    if pending is not None and not joined:
        joined.append((pending, spans[-1][1]))
    return joined
