"""Sentences of a clause."""

from __future__ import annotations

import re
from itertools import pairwise

from policyclause.inference.tails import find_tail

_CLOSER = dict(zip("（(〔[【“「『《", ("）)", ")）", "〕]", "]〕", "】", "”", "」", "』", "》"), strict=True))
_TOKEN = re.compile(
    r"(?P<open>[（(〔\[【“「『《])|(?P<close>[）)〕\]】”」』》])|(?P<stop>[。！？!?…]+[”’）)】〕」』》\"]*|\n)"
)
_AFTER_QUOTATION = tuple("，,、；;：:的")  # what follows a quotation that the sentence continues after
_LONGEST_BRACKET = 200
_IN_ADDRESS = re.compile(r"[A-Za-z0-9/=_#.-][?!][A-Za-z0-9/=_&%-]")
_ASKS = re.compile(r"(?:什么|哪|如何|怎|多少|几|是否|能否|可否|谁)[^。！？!?；;\n]*$|[吗呢么]$")
# Signs that stand where characters were lost. A box before 是, 否, 有, 无 is there to be ticked.
_LOST = re.compile(r"□(?![是否有无])|\ufffd|(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff、，,；;])")
_OPENING_NUMBER = re.compile(r"[（(]?[\d一二三四五六七八九十]+[）).、．]?")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z□]")
_TICKED = re.compile(r"[☑☒✓✔√■]")
_LONGEST_QUESTION = 60  # characters in which words that ask are looked for


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


def asks(text: str, end: int) -> bool:
    """Whether the words that end at a place are a question, so that a ``?`` there is one."""
    return bool(_ASKS.search(text[max(0, end - _LONGEST_QUESTION) : end]))


def is_damaged(value: str) -> bool:
    """Whether characters were lost; a ``?`` that asks and an empty box beside a ticked one are as they were written."""
    ticked = bool(_TICKED.search(value))
    for lost in _LOST.finditer(value):
        at = lost.start()
        question = lost[0] == "?" and asks(value, at)
        box = ticked and lost[0] == "□" and (at == 0 or value[at - 1] in " （(：:、；;")
        if not question and not box:
            return True
    return False


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
            no_stop = _is_in_address(text, token) or _is_lost_character(text, token)
            if not no_stop and text[token.end() : token.end() + 1] not in _AFTER_QUOTATION:
                stops.append(token.end())
        elif token[0][-1] in open_brackets[-1]:  # 。） closes the bracket the stop stands in
            open_brackets.pop()
    return stops


def _is_in_address(text: str, stop: re.Match[str]) -> bool:
    """A ``?`` or ``!`` within an address: ``index?id=3``."""
    return stop[0] in "?!" and bool(_IN_ADDRESS.fullmatch(text, max(0, stop.start() - 1), stop.end() + 1))


def _is_lost_character(text: str, stop: re.Match[str]) -> bool:
    """A ``?`` between characters stands for one that was lost, unless a question asks there."""
    if stop[0].strip("?"):
        return False
    return "\u4e00" <= text[stop.end() : stop.end() + 1] <= "\u9fff" and not asks(text, stop.start())


def _join_fragments(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A piece without a single word (a lone bracket, a number) goes to its neighbour."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in spans:
        start = start if pending is None else pending
        number = _OPENING_NUMBER.match(text, start, end)
        if _WORD.search(text, number.end() if number else start, end):
            joined.append((start, end))
            pending = None
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            pending = start
    if pending is not None and not joined:
        joined.append((pending, spans[-1][1]))
    return joined
