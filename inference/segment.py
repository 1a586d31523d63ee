"""Clean text to segments: the numbered items and paragraphs of the document on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policyclause.inference.document import Kind, Segment, Sentence
from policyclause.inference.facts import is_title
from policyclause.inference.furniture import is_addressee, is_formality, is_lead_in, is_page, is_prose
from policyclause.inference.numbering import Level, Number, Outline, read_number
from policyclause.inference.sentences import departments, find_tail, split_sentences
from policyclause.inference.text import TrackedText

_TRAILER = re.compile(
    r"^[•·\s【\[]*(?:相关(?:推荐|阅读|链接|文章|新闻|资讯|内容)|延伸阅读|热门|猜你喜欢|推荐阅读|上一[篇条]|下一[篇条]|版权|免责|声明[:：]|"
    r"本文(?:链接|关键词|来源|标签)|返回(?:顶部|首页|列表)|网友评论|主办单位|扫[一码描]|分享到|打印本页|关闭窗口|【?打印)"
)
_LOST = re.compile(r"[□\ufffd]|(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff、，,；;])")
_CLOSING = re.compile(
    r"自.{0,24}(?:起|之日)(?:[^。]{0,6})(?:施行|实施|执行|生效)|由.{2,40}(?:负责)?解释|有效期|此前.{0,30}(?:不一致|废止)|同时废止"
)
_PREAMBLE = re.compile(
    r"^(?:为|根据|按照|依据|经|现将|现就|近年来|当前|《)|(?:制定本|制定如下|提出如下|通知如下|意见如下|公告如下|规定如下|特制定|印发给你们)"
)
_LONGEST_HEADING = 60
_LONGEST_HEADING_SENTENCE = 40
_UNNUMBERED = "无"


@dataclass(frozen=True)
class _Line:
    """A line that is not blank: where its words stand in the clean text, and its number."""

    start: int
    end: int
    text: str
    number: Number | None

    @property
    def words(self) -> str:
        return self.text[self.number.end :] if self.number else self.text


def segment(clean: TrackedText) -> tuple[Segment, ...]:
    """The clauses of a clean text, in order; page furniture, titles and signatures are left out."""
    clean = unwrap(clean)
    lines = _join_lone_numbers(_body(_lines(clean.value)))
    return tuple(_kinds(list(_segments(clean, lines))))


def unwrap(text: TrackedText) -> TrackedText:
    """Join lines that were broken at a fixed width, as text taken from PDF files is."""
    lengths = [len(line.strip()) for line in text.value.split("\n") if len(line.strip()) >= 15]
    if len(lengths) < 8:
        return text
    width = sorted(lengths)[int(len(lengths) * 0.9)]
    full = [length for length in lengths if width - 2 <= length <= width + 1]
    if not 20 <= width <= 60 or len(full) < len(lengths) * 0.4:
        return text
    broken = re.compile(rf"(?<=^[^\n]{{{width - 3}}})[^\n]{{0,6}}[^\n。；：:;！]\s*\n\s?(?=[^\s\n])", re.MULTILINE)
    edits = []
    for match in broken.finditer(text.value):
        rest = text.value[match.end() : match.end() + 20]
        if read_number(rest) is None:
            cut = match.end() - len(match[0]) + len(match[0].rstrip())
            edits.append((cut, match.end(), ""))
    return text.edit(edits)


def _lines(value: str) -> Iterator[_Line]:
    for match in re.finditer(r"[^\n]+", value):
        text = match[0].strip()
        if text:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield _Line(start, start + len(text), text, read_number(text))


def _body(lines: Iterator[_Line]) -> list[_Line]:
    """The lines from the first to the last provision, without the page around and between."""
    every = list(lines)
    every = every[_after_news_lead(every) : _before_trailer(every)]
    kept = [line for line in every if not is_page(line.text)]
    first = next((i for i, line in enumerate(kept) if _is_provision(line)), len(kept))
    last = next((i for i in reversed(range(len(kept))) if _is_provision(kept[i])), -1)
    return [line for line in kept[first : last + 1] if not _is_formal(line)]


def _is_formal(line: _Line) -> bool:
    return line.number is None and (is_formality(line.text) or is_addressee(line.text))


def _is_provision(line: _Line) -> bool:
    if _is_formal(line):
        return False
    return is_prose(line.text) if line.number is None else bool(line.words) or line.number.style == "条"


def _after_news_lead(lines: list[_Line]) -> int:
    """Index of the first line after words like ``原文如下：`` that introduce the document."""
    for i, line in enumerate(lines[: len(lines) // 2]):
        if line.number is not None and not is_page(line.text):
            break
        if is_lead_in(line.text) and not is_addressee(line.text):
            return i + 1
    return 0


def _before_trailer(lines: list[_Line]) -> int:
    """Index of the line where the page goes on after the document's end."""
    written = [len(line.text) if is_prose(line.text) else 0 for line in lines]
    total, seen = sum(written), 0
    for i, line in enumerate(lines):
        if _TRAILER.match(line.text) and not is_prose(line.text) and seen > 0.5 * total:
            return i
        seen += written[i]
    return len(lines)


def _join_lone_numbers(lines: list[_Line]) -> list[_Line]:
    """A number alone on its line belongs to the next (``第五条`` above its text)."""
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and before.number and not before.words and line.number is None:
            text = f"{before.text} {line.text}"
            joined[-1] = _Line(before.start, line.end, text, replace(before.number, end=len(before.text) + 1))
        else:
            joined.append(line)
    return joined


@dataclass
class _Draft:
    """A segment before its kind is known."""

    segment: Segment
    heading: int  # which own-line heading it stands under, -1 for none
    numbered: bool


def _segments(clean: TrackedText, lines: list[_Line]) -> Iterator[_Draft]:
    outline = Outline()
    items = {line.number.style for line in lines if line.number and len(line.words) > _LONGEST_HEADING}
    heading = -1
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else None
        style = line.number.style if line.number else _UNNUMBERED
        if line.number is not None:
            outline.close(style)
        if line.number is None and heading < 0 and is_title(line.text):
            continue
        if _is_heading(line, following, outline, items):
            if line.number is None:
                outline.close(_UNNUMBERED)
            outline.open(Level(style, heading=line.text, number=line.number.text if line.number else ""))
            heading = i
            continue
        if line.number is None:
            outline.close("段")
            if not is_prose(line.text) and not re.search(r"[。；;：:]$", line.text):
                continue  # a name, a caption, a scrap: no provision
        number = line.number.text if line.number else outline.number
        yield _Draft(_make(clean, line, number, outline), heading, line.number is not None)
        if line.text.endswith(("：", ":")):
            outline.open(Level("段" if line.number is None else style, lead_in=line.text, number=number))
        elif style == "条":
            outline.open(Level(style, number=number))


def _is_heading(line: _Line, following: _Line | None, outline: Outline, items: set[str]) -> bool:
    """A line that names what stands below it rather than providing something itself.

    A short sentence may be either; it is an item where others of its style (``items``) hold text.
    """
    words = line.words.strip()
    if (
        following is None
        or not words
        or len(words) > _LONGEST_HEADING
        or words.endswith(("；", ";", "：", ":", "，", ","))
    ):
        return False
    if line.number is None:
        return (
            not is_prose(line.text)
            and not words.endswith("。")
            and len(words) <= 30
            and bool(re.search(r"[\u4e00-\u9fff]{2}", words))
        )
    if line.number.style in ("编", "章", "节", "部分"):
        return True
    sentence = words.endswith(("。", "！"))
    if sentence and (
        len(words) > _LONGEST_HEADING_SENTENCE or "。" in words[:-1] or line.number.style in {"条", *items}
    ):
        return False
    if not sentence and re.search(r"[。；;]", words):
        return False
    if following.number is None:
        return is_prose(following.text) and not _CLOSING.search(following.text)
    deeper = following.number.style != line.number.style and not outline.is_open(following.number.style)
    return deeper and not _runs_on_above(line.number.style, following.number.style)


def _runs_on_above(style: str, following: str) -> bool:
    """``条`` does not stand below ``1.``; a chapter below nothing."""
    order = ("编", "部分", "章", "节", "条")
    return following in order and style not in order[: order.index(following) + 1] and style not in ("一、",)


def _make(clean: TrackedText, line: _Line, number: str, outline: Outline) -> Segment:
    value = clean.value[line.start : line.end].replace("\n", "")
    if len(value) != line.end - line.start:  # a number and its text on two lines
        value = clean.value[line.start : line.end].replace("\n", " ")
    tail = find_tail(value)
    sentences = []
    for start, end in split_sentences(value):
        a, b = clean.span(line.start + start, line.start + end)
        sentences.append(Sentence(value[start:end], a, b, is_tail=tail is not None and start >= tail))
    begin, finish = clean.span(line.start, line.end)
    return Segment(
        text=value,
        start=begin,
        end=finish,
        kind="clause",
        number=number,
        path=outline.path,
        lead_in=outline.lead_in if line.number else "",
        departments=departments(value[tail:]) if tail is not None else (),
        sentences=tuple(sentences),
        damaged=bool(_LOST.search(value)),
    )


def _kinds(drafts: list[_Draft]) -> Iterator[Segment]:
    """Tell preamble and closing from provisions, and leads of sections from their only text."""
    parents = {draft.heading for draft in drafts if draft.numbered}
    structured = any(draft.numbered or draft.heading >= 0 for draft in drafts)
    for i, draft in enumerate(drafts):
        found = draft.segment
        if not draft.numbered and draft.heading in parents and found.number and not found.number.startswith("第"):
            found = replace(found, number="")
        yield replace(found, kind=_kind(draft, len(drafts) - i, structured, i == 0))


def _kind(draft: _Draft, from_end: int, structured: bool, is_first: bool) -> Kind:
    text = draft.segment.text
    opening = not draft.numbered and draft.heading < 0
    if from_end <= 4 and _CLOSING.search(text) and len(text) < 250:
        return "closing"
    if opening and (_PREAMBLE.search(text[:400]) or _PREAMBLE.search(text[-40:])) and (structured or is_first):
        return "preamble"
    return "clause"
