"""What a document opens with below its title: its number, its addressees."""

from __future__ import annotations

import re

from policyclause.inference.furniture import is_addressee

YEAR_OF_NUMBER = r"[〔\[（(【﹝]\s?(?:(?:19|20)\d\d|[5-9]\d)\s?[〕\]）)】﹞]"
# 江政发〔2023〕5号, 沙府〔94〕12号, before 1990 (82)江政字15号 too; not the end of a day before it.
NUMBER_OF_DOCUMENT = re.compile(
    rf"(?:(?!(?<=\d)日)[\u4e00-\u9fff]{{1,12}} {{0,2}}{YEAR_OF_NUMBER}|{YEAR_OF_NUMBER}\s?[\u4e00-\u9fff]{{1,8}}[字发办函])"
    r"\s?(?:第\s?)?\d{1,4}\s?号"
)
_NUMBER_LINE = re.compile(rf"[（(]?\s*{NUMBER_OF_DOCUMENT.pattern}\s*[）)]?")


def is_number_line(line: str) -> bool:
    """The number of a document and nothing else, maybe in brackets."""
    return bool(_NUMBER_LINE.fullmatch(line))


def opens_document(line: str) -> bool:
    """Whether a line stands right below a title only: the document's number, whom it goes to."""
    return is_number_line(line) or is_addressee(line)
