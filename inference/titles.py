"""Which words are a title: they end like a document's name and say whose it is or what it is about."""

from __future__ import annotations

import re

from policyclause.inference.dates import DAY, DAY_IN_FIGURES
from policyclause.inference.fields import FACTS, field_pattern
from policyclause.inference.numbering import FIGURES
from policyclause.inference.opening import NUMBER_OF_DOCUMENT

# What names of places end with; 老城区 is none.
PLACE_END = "(?<!城)[省市区县州盟旗]"
PLACE_OR_TOWN_END = "(?<!城)[省市区县州盟旗镇乡]"
AND = "和(?![平谐美睦县田顺龙硕静]|政县|布克|林格)"  # not of 和平区, 和谐
KIND = (
    "意见|通知|办法|规定|条例|细则|方案|规划|计划|纲要|措施|政策|决定|公告|通告|通报|报告|纪要|指南|要点|批复|函|命令|解读|"
    "公示|总说明|目录|清单|一览表|分解表|问答|解答|答复(?:摘要)?|预案|手册|规范|规则|章程|制度|规程|指引|"
    rf"(?<!第[{FIGURES}])(?<!第[{FIGURES}]{{2}})(?<!第[{FIGURES}]{{3}})条"  # 十条, not the article 第十条
)
_LAW = r"(?<![\u4e00-\u9fff])中华人民共和国[\u4e00-\u9fff]{2,30}法"  # of other names, too many end as 计算方法 does
# Kinds whose names end headings and headlines too; 江州市人民政府公报 is what a document is printed in.
_WEAK_KIND = (
    "决议|请示|(?<=的)指示|议案|草案|修正案|建议|说明|工作总结|打算|讲话|致辞|发言|答记者问|(?<![府会部院省市县区])公报|裁量(?:权)?基准|补偿标准|白皮书|汇编|协议书?|合同|民约|导则|公约|须知|倡议书|新政|举措|"
    "(?:工作|任务|步|阶段|后续|政策)安排|年行动"
)
# What the name of a document that passes another on ends with.
OF_CIRCULAR = "的(?:通知|公告|通告|函|批复|意见|决定)"
_TITLE_END = re.compile(
    rf"(?:{KIND}|{_LAW}|(?P<weak>{_WEAK_KIND}))(?:[（(〔《][^。（(〔《）)〕》]{{0,80}}[）)〕》])*(?:{OF_CIRCULAR})?[》）)]?$"
)
# What a title of such a kind says: what it is about, whose it is.
_NAMES_OWNER = re.compile(
    r"(?:.*(?:关于|在.+上的(?:讲话|致辞|发言))|.+就.+答记者问"
    rf"|(?!.*(?:出台|发布|推出|召开|举行|开展|传达|学习|解读))(?:(?:19|20)\d\d年)?(?![全各我本])[\u4e00-\u9fff]{{1,8}}{PLACE_OR_TOWN_END})"
)
_ANSWERS = r"号(?:[（(][^（()）]{1,20}[）)])?(?:建议|提案|议案)的?答复"  # which member's, not what it is about
_NAMES_SUBJECT = re.compile(
    r"关于|[省市区县镇州盟旗乡]|中华人民共和国|规划|计划|办法|条例|措施|方案|意见|通知|办事指南|名单|若干|(?:作业|实施)要点"
    rf"|{_ANSWERS}"
)
# Of six or seven characters; a heading is as short (资金管理办法, 人才支持措施, 市级奖励办法) but names no place.
_SHORT_TITLE = re.compile(
    rf"[\u4e00-\u9fff]{{2,3}}{PLACE_END}[\u4e00-\u9fff]{{1,3}}(?:办法|规定|细则)|(?!.*法)[\u4e00-\u9fff]{{4,5}}条例"
)
LONG_TITLE = 8  # characters; shorter ones need a name that is a title for sure
LONGEST_TITLE = 90
QUOTED_TITLE = re.compile(rf"《(?P<title>[^《》]{{{LONG_TITLE},{LONGEST_TITLE}}})》")
# Behind a title on its line: in brackets, maybe with the day, or right behind it where cleaning closed a blank.
_NUMBER_BEHIND = re.compile(
    rf"(?<!》)(?P<gap>\s*[（(]\s*(?:{DAY})?\s*|\s+|)(?P<code>{NUMBER_OF_DOCUMENT.pattern})\s*[）)]?$"
)
# What pages put behind a title: the mark of a footnote, its status, their own name, fields.
_PAGE_BEHIND = re.compile(
    rf"(?:\s*(?:[\[〔]\d{{1,2}}[\]〕]|[①-⑳*])|\s+{DAY_IN_FIGURES}|\s*[\[【〔（(]\s*(?:(?:已|部分)?(?:失效|废止)|现行有效|全文)\s*[\]】〕）)]|全文"
    r"|(?:\s*[-_–—]{1,2}\s*[\u4e00-\u9fff]{2,20}){0,2}\s*[-_–—]{1,2}\s*[\u4e00-\u9fff]{2,20}(?:[网站局厅]|门户|政府|平台|公开)"
    rf"|\s[\s【\[]*(?:{field_pattern(*FACTS, 'record')}|来源|作者|浏览|点击|阅读)[\u4e00-\u9fff]{{0,2}}[】\]]?\s*[:：].*)$"
)
_LONGEST_WITH_PAGE = 300  # a title, with what stands behind it


def is_title(line: str) -> bool:
    """A line that ends like a document's name and says whose or what about; its number may stand behind it."""
    return len(line) <= _LONGEST_WITH_PAGE and not line.endswith("。") and _names_document(own_words(line))


def is_whole(title: str) -> bool:
    """Whether all names of documents in a title are closed, and none was opened above it."""
    return title.count("《") == title.count("》") and title.count("〈") == title.count("〉")


def ends_like_title(line: str) -> bool:
    """Whether a title may end with a line, whatever stands above it."""
    return bool(_TITLE_END.search(own_words(line[-_LONGEST_WITH_PAGE:]))) or line.endswith(("）", ")", "》"))


def _names_document(words: str) -> bool:
    if len(words) < LONG_TITLE:
        return bool(_SHORT_TITLE.fullmatch(words))
    end = _TITLE_END.search(words) if len(words) <= LONGEST_TITLE else None
    if end is None or re.search(r"[。；]|[:：]$", words):
        return False
    return bool(_NAMES_OWNER.match(words) if end["weak"] else _NAMES_SUBJECT.search(words))


def own_words(line: str) -> str:
    """A title without what the page and its number put behind it."""
    return without_number(_PAGE_BEHIND.sub("", line))


def without_number(line: str) -> str:
    """A title without the number behind it; ``…的意见江政发〔2023〕5号`` is a title up to the last place where it is one."""
    behind = _NUMBER_BEHIND.search(line) if line.endswith(("号", "）", ")")) else None
    if behind is None:
        return line
    if behind["gap"]:
        return line[: behind.start()]
    begin = behind.start("code")
    end = re.compile(r"[〔\[（(【﹝]").search(line, begin)
    ends = reversed(range(begin, end.start() + 1 if end else begin))
    return next((line[:at] for at in ends if _names_document(line[:at])), line)
