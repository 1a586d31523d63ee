"""Markdown around words: front matter, links, images, fences and attributes of pandoc, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyclause.inference.numbering import read_number
from policyclause.inference.provisions import provides
from policyclause.inference.text import Edit, TrackedText
from policyclause.inference.titles import is_title

# Above the text: what Jina says of a page, and the front matter of Markdown. Lines that are indented or of a list are of
# a key without a value; others between two rules are text.
_KEY = r"[A-Za-z_-]+:"
_FRONT = re.compile(
    r"\s*(?:Title:[^\n]*\n(?:(?:URL Source|Published Time|Number of Pages|Warning):[^\n]*\n|[ \t]*\n)*Markdown Content:"
    rf"|---[ \t]*\n(?:{_KEY}[ \t]*(?:[|>][+-]?[ \t]*)?\n(?:(?:[ \t]|- )[^\n]*\n)*|{_KEY}(?=[^\n]*[^\s|>+-])[^\n]*\n)+---[ \t]*$)",
    re.MULTILINE,
)
_FRONT_TITLE = re.compile(r"^[Tt]itle:[ \t]*[\"']?(?P<title>[^\n\"']*)", re.MULTILINE)
# Where a link goes to: an address and the title it may have. Words in brackets, [2023](试行), are none.
_TARGET = (
    r"\((?P<to>(?:https?:|javascript:|mailto:|www\.|\.{0,2}/|#)(?:[^\s()]|\([^\s()]*\)){0,500}"
    r"|[^\s()]{1,200}\.[a-z]{3,5})"
    r"(?:[ \t]+\"[^\"\n]{0,200}\")?\)(?:\{[#.][^{}\n]{0,100}\})?"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]" + _TARGET)
_LINK = re.compile(r"\[(?P<words>(?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,300})\]" + _TARGET)
_BETWEEN_LINKS = re.compile(r"[\s|·•>/*+-]*(?P<day>\d{4}-\d{1,2}-\d{1,2}\s*)?")
_LIST_SIGN = re.compile(r"\s*[*+-]\s")
_BACK = re.compile(r"[\s\\\[【]*(?:返回|回到|top\b|↑|¶|\d{1,3}[\s\\\]]*$)", re.IGNORECASE)  # and marks of footnotes
# Fences and attributes of pandoc.
_FENCE = re.compile(
    r"^:{3,}(?:[ \t]*\{[^{}\n]*\}|[ \t]*[\w-]+)?[ \t]*$|(?<![ \t])[ \t]*\{[#.][a-zA-Z][^{}\n]{0,100}\}[ \t]*$",
    re.MULTILINE,
)
_STYLED = re.compile(r"\[(?P<words>[^\[\]\n]{1,200})\]\{\.[a-z][^{}\n]{0,80}\}")
# Numbers, units and signs set as formulas: $10\%$. A dollar before or after a figure may be money.
_FORMULA = re.compile(r"(?<![A-Za-z0-9$\\])\$(?P<inside>[^$\n]{1,80})(?<![,\-+/(])\$(?![\d$])")
_FORMULA_SIGN = re.compile(
    r"\\(?P<name>[a-zA-Z]+)[ \t]*|\\[%,;! ]|[{}^_~ \t]|(?P<kept>[\dA-Za-z.,+\-*/%<>=():≤≥×℃²³‰]+)"
)
_FORMULA_NAMES = dict.fromkeys(("mathrm", "text", "mathbf", "rm", "bf"), "")
_FORMULA_NAMES |= {"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "times": "×", "sim": "~", "circ": "°", "pm": "±"}


def strip_markdown(text: TrackedText) -> TrackedText:
    """Without front matter, links and fences, and the signs of formulas; ``text`` has no tags any more."""
    if "](" in text.value or "{" in text.value or text.value.lstrip().startswith(("Title:", "---")):
        text = text.edit(_front_matter(text.value)).sub(_IMAGE, "")
        text = text.edit(_link_marks(text.value)).sub(_FENCE, "")
        text = text.edit(edit for styled in _STYLED.finditer(text.value) for edit in _around(styled, "words"))
    if "$" in text.value:
        text = text.edit(edit for formula in _FORMULA.finditer(text.value) for edit in _formula_signs(formula))
    return text


def _front_matter(value: str) -> Iterator[Edit]:
    """Leaves of what stands above the text the title."""
    front = _FRONT.match(value)
    if front:
        title = _FRONT_TITLE.search(value, 0, front.end())
        start, end = title.span("title") if title else (front.end(), front.end())
        yield 0, start, ""
        yield end, front.end(), ""


def _link_marks(value: str) -> Iterator[Edit]:
    """Leaves of links the words; lines of navigation go as a whole."""
    for line in re.finditer(r"[^\n]+", value):
        links = list(_LINK.finditer(value, *line.span()))
        if links and _is_navigation(line[0], links):
            yield *line.span(), ""
            continue
        for link in links:
            if link["to"].startswith("#") and _BACK.match(link["words"]):
                yield *link.span(), ""
            else:
                yield from _around(link, "words")


def _is_navigation(line: str, links: list[re.Match[str]]) -> bool:
    """Nothing but links: several, one behind a list sign, or one within the page; not numbered items and sentences.

    What provides something is no navigation either; with a day behind it, it is news.
    """
    rest = _BETWEEN_LINKS.fullmatch(_LINK.sub("", line))
    if line.lstrip().startswith("|") or rest is None:
        return False
    if all(link["to"].startswith("#") for link in links):
        return line.lstrip()[0] != "["
    words = [link["words"].strip("*_ ").replace("\\", "") for link in links]
    listed = len(links) > 1 or _LIST_SIGN.match(line)
    return bool(listed) and not any(
        read_number(text)
        or "附件" in text
        or text.endswith(("。", "；"))
        or (not rest["day"] and provides(text) and not is_title(text))
        for text in words
    )


def _around(match: re.Match[str], group: str) -> Iterator[Edit]:
    """Takes out all of a match but a group."""
    yield match.start(), match.start(group), ""
    yield match.end(group), match.end(), ""


def _formula_signs(formula: re.Match[str]) -> Iterator[Edit]:
    """Takes the signs of a formula off that holds only numbers, units and comparisons; another stays."""
    start, end = formula.span("inside")
    signs = list(_FORMULA_SIGN.finditer(formula.string, start, end))
    known = all(sign["name"] is None or sign["name"] in _FORMULA_NAMES for sign in signs)
    if not known or sum(len(sign[0]) for sign in signs) != end - start:
        return
    yield start - 1, start, ""
    for sign in signs:
        if not sign["kept"]:
            yield *sign.span(), _FORMULA_NAMES.get(sign["name"] or "", "%" if sign[0] == "\\%" else "")
    yield end, end + 1, ""
