"""What gives, allows or demands something: the words by which a provision is told from a name."""

from __future__ import annotations

import re

MONEY = r"\d\s?[百千万亿]*元"
AMOUNT = re.compile(rf"(?:{MONEY}|\d\s?[%％])")  # and a share
LIMIT = r"不低于|不超过|最高\s?[\d一二三四五六七八九十百]"
DUTY = "不得|应当"
# The name of an instrument, as a heading has it: ``用电补贴政策``.
_NAMES = re.compile(
    r"(?:(?!给予|发放|可以|按|享受)[\u4e00-\u9fff]){0,17}(?:补[贴助]|奖励|贴息)(?:政策|标准|资金|金?额|额度|办法|对象|条件|范围|方式|项目|流程)?(?:一览|明细|对照)?表?(?:[（(][^（()）]{1,8}[）)])?"
)
_PROVIDES = re.compile(
    rf"{MONEY}|{LIMIT}|{DUTY}|给予|补[贴助]|奖励|贴息|减免|免征"
    r"|(?:安排|设立|提供|争取).{2,80}?(?:资金|基金|指标|贷款|服务|补偿|[万亿]元)"
)
_LEAST = 5  # characters; fewer are a name


def provides(words: str) -> bool:
    """Whether words without a stop give, allow or demand something, rather than name what does; a title may, too."""
    return len(words) >= _LEAST and bool(_PROVIDES.search(words)) and not _NAMES.fullmatch(words)
