"""Set phrases: why a document is issued, when it takes effect, what its parts are called, what leads in a list."""

from __future__ import annotations

import re

from policyclause.inference.dates import IN_FORCE, ITSELF, ON_ISSUE, REPUBLIC, ZERO
from policyclause.inference.numbering import read_number
from policyclause.inference.provisions import AMOUNT
from policyclause.inference.words import count_han

# Why a document is issued, above its provisions: 现 of 现将 and ，现下达, not of 实现, and 特 of 特此, not of 特别.
_PREAMBLE = re.compile(
    r"^(?:为|根据|按照|依据|经(?!济|认|营|过)|近年来|当前)[^。]{4,}"
    r"(?:制定|编制本|提出|根据|结合|现[将就予印]|[，,]现(?![代有行金场])|通知|特[此作就]|如下)|^现[将就]|"
    r"现[将就][^。]{2,80}征求意见|^(?:请|欢迎|如有)[^。]{0,80}(?:反馈[^。]{0,20}(?:意见|建议)|(?:意见|建议)[^。]{0,40}反馈)|"
    r"^《[^》]+》(?:经|[^。]{0,30}?(?:[已业]经|已由|印发|公布|施行))|^(?:现在[，,]?)?我(?:代表|受)[^。]{2,80}审[议查]|"
    r"(?:现|特|兹)[^。]{0,30}如下[^。]{0,8}[：:]$|(?:制定本|制定如下|纪要如下|提出如下|提出以下|通知如下|意见如下|公告如下|规定如下|[批函答]复如下|函告如下|"
    r"[发作]出如下|作(?:出|如下)修[改正订]|决定[，,]?修改下列|特制[定订]|[印转]发给你们|现予以?公布)"
)
_BEGINNING, _END = 400, 40  # characters of a long preamble in which its words are looked for
_DOCUMENT = "(?:意见|办法|规定|细则|方案|通知|政策|措施|条例|规则|公告|通告|文件|决定|制度|规范|标准)"
# What the text itself is called where it says from when or how long it holds: 本办法, 以上措施.
_THIS_DOCUMENT = rf"(?:本|该|以上|上述|此次)[^。，；：]{{0,16}}{_DOCUMENT}"
_OPEN = r"[\s\d×xX_*]{0,8}"  # a figure of a day that a draft leaves open: 年 月 日, 20××年×月×日
_FROM = rf"[自从]\s?(?:{_OPEN}年{_OPEN}月{_OPEN}日|(?:19|20)\d\d|[一二][{ZERO}九]|{REPUBLIC}|[^。，；]{{0,4}}(?:{ON_ISSUE}|(?:颁发|签发|通过)之日)|即日)"
# Who explains the document: nobody it is explained to follows, and nothing else that is explained.
_EXPLAINS = (
    r"由[^向。；]{2,40}解释(?:说明|工作|[和并与及、][^。，；]{1,12})?(?=\s*(?:[，,。；;）)]|$))|由[^。；]{2,40}负责解释"
)
# What it repeals, and until when it is valid; a licence is neither a document nor valid as one.
_REPEALS = rf"(?:[》〕号]|{_DOCUMENT})[^。；]{{0,30}}同时废止(?=\s*(?:[，,。；;）)]|$))|同时废止(?=原?《)"
_EXPIRES = rf"(?:^[（(]?|[^\u4e00-\u9fff（(]|条|款|执行|施行|实施|{_DOCUMENT}的?)有效期限?[至到]\s?(?:19|20)\d\d"
# Closing provisions: when the document takes effect, until when it is valid, who explains it, what it repeals.
TAKES_EFFECT = re.compile(
    rf"{ITSELF}{_FROM}[^。，；]{{0,24}}?{IN_FORCE}|{_EXPLAINS}|{_REPEALS}|{_EXPIRES}|"
    # 本办法有效期…, 本办法由…解释，有效期…; but 本办法发放的消费券有效期….
    rf"{_THIS_DOCUMENT}(?:[的，,]|[自从于由暂试施执实][^。；]{{0,40}})?有效期(?![内满])|"
    rf"此前[^。，；]{{0,24}}(?:{_DOCUMENT}|》)[^。；]{{0,30}}(?:不一致|废止)"
)
# Headings that closing provisions stand under; below others they are of the document.
HEADS_CLOSING = re.compile(r"附则|其[他它]|施行|执行|(?<!组织)实施|期限|有效|解释|说明")
_SPEAKS_OF_ITSELF = re.compile(rf"{_THIS_DOCUMENT}自")
_LONGEST_CLOSING = 250  # characters, where it does not begin with itself
# A heading that ends in a colon: ``土地支持：``. Other words before a colon lead in what follows it.
NAMES_PART = re.compile(
    r"(?:(?![的按给]|对(?!象)|下列|以下|享受|符合|应当)[\u4e00-\u9fff、]){4,15}"
    r"(?<=支持|扶持|政策|标准|条件|范围|对象|流程|程序|材料|方式|时间|时限|期限|要求|措施|目标|任务|保障|奖励|补贴|补助|管理|服务)[:：]"
)
# Where and when to apply and to ask.
_OF_OFFICE = re.compile(r"(?:受理|办理|咨询|联系|查询|接待|投诉|举报|监督|办公)[\u4e00-\u9fff]{0,4}(?:方式|时间)[:：]")
# Words before a colon that lead in a list: they say that one follows, leave open what they speak of, or name whom or
# what an instrument reaches (``优先安排用地的行业：``, ``补助对象：``). The name of another part (``申报材料：``) does not.
_REACHED = "行业|产业|领域|企业|单位|机构|主体|个人|人才|群体|农户|项目|产品|设备|[地园]区|区域|情[形况]|行为|事项"
_LEADS_IN = re.compile(
    rf"下列|以下|如下|之一|(?:包括|包含|[为有是]|对象|范围|的[\u4e00-\u9fff]{{0,4}}(?:{_REACHED}))[:：]$"
)


def leads_in(line: str) -> bool:
    """Words before a colon that a list below completes, be its items as short as names."""
    return line.endswith(("：", ":")) and bool(_LEADS_IN.search(line))


def is_preamble(text: str) -> bool:
    """Words that say why a document is issued, or that its provisions follow."""
    return bool(_PREAMBLE.search(text[:_BEGINNING]) or _PREAMBLE.search(text, max(0, len(text) - _END)))


def is_closing(text: str) -> bool:
    """Words on the document's own effect; after a price they are on the price's."""
    found = TAKES_EFFECT.search(text)
    brief = len(text) < _LONGEST_CLOSING or bool(_SPEAKS_OF_ITSELF.match(text))
    return found is not None and brief and not AMOUNT.search(text, 0, found.start())


def is_field(line: str) -> bool:
    """A part named and what it is on one line: ``补贴对象：养蜂户``."""
    part = NAMES_PART.match(line)
    return part is not None and count_han(line[part.end() :]) >= 2 and read_number(line) is None


def is_field_of_provision(line: str) -> bool:
    """A field that says what is given to whom, not when an office is open."""
    return is_field(line) and not _OF_OFFICE.match(line)
