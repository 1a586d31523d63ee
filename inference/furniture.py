"""Which lines of a page are the document, and which are the page around it."""

from __future__ import annotations

import re

from policyclause.inference.numbering import read_number

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[。；;：:！]|[\u4e00-\u9fff][，,][\u4e00-\u9fff]")

# Lines that belong to a page wherever they stand.
_PAGE = re.compile(
    r"^(?:[•·▪◆■●>»\-*|\s]*)(?:"
    r"您?(?:当前|现在|所在)?的?位置[:：]|(?:当前|您(?:现在)?的?|所在|现在的?)位置|您现在(?:的|所在)|首页|网站首页|返回(?:首页|顶部|列表|上一页)?$|[-—>\s]{0,8}首页|主页|"
    r"扫一?扫|扫码(?=$|[\s:：]|关注|阅读|分享|[看听])|扫描(?=$|[\s:：])|扫[^，。；]{0,6}二维码|分享(?:到|至|$)|【?(?:打印|关闭|收藏|纠错|字体|字号|推荐)(?=$|[\s】\]|:：(（]|本页|此页|页面|窗口|[大中小])|打印本页|关闭(?:窗口|本页)|"
    r"上一[篇条页][:：]?|下一[篇条页][:：]?|相关(?:推荐|阅读|链接|文章|文件|文档|新闻|信息|附件|解读|资讯|政策)|延伸阅读|热门(?:推荐|文章|关键词|标签)|猜你喜欢|推荐阅读|"
    r"本文(?:链接|关键词|来源|地址|标签)|原文(?:链接|地址|标题)|(?:责任|本文)?编辑[:：]|责编[:：]|作者[:：]|"
    r"\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:(?:信息|稿件)?来源|作者|浏览|点击|阅读|字体|字号|发布)|"
    r"来源[:：]|信息来源|稿件来源|发布(?:日期|时间|人|者|机构|单位)[:：]|(?:发布)?日期[:：]\s*\d|时间[:：]\s*\d|(?:点击|浏览|阅读|访问)(?:量|次数|数|率)?[:：(（]|"
    r"版权(?:所有|声明|归)|免责(?:声明|条款)|声明[:：]|主办(?:单位)?[:：]|承办(?:单位)?[:：]|网站(?:标识码|地图|声明)|备案(?:号|编号|序号)|"
    r"[\u4e00-\u9fff]{0,2}ICP|[\u4e00-\u9fff]?公网安备|技术支持|联系我们|关于我们|网站导航|站内搜索|友情链接|(?:联系)?电话[:：]?\s*[\d(（]|"
    r"(?:登录|注册|搜索|导航|菜单|更多|下载|附件下载)(?=$|[\s|>:：])|点击(?:查看|下载)|网友评论|发表评论|微信(?:公众号|扫)|关注(?:我们|微信)|"
    r"政策解读|图解|问答解读|新闻发布会|(?:联系|办公|通[讯信]|单位)?地址[:：]|(?:电子)?邮箱[:：]|邮(?:政)?编(?:码)?[:：]|传真[:：]|"
    r"联系(?:人|方式)[:：]|(?:如需)?转载|本(?:站|网站|网(?!格|络|点))|(?:您的)?浏览器"
    r")",
    re.IGNORECASE,
)
# Of those, words that a provision may begin with.
_AMBIGUOUS = re.compile(r"^[•·▪◆■●\s]*(?:来源|时间|主办|承办|类别|分类|服务对象|城市|名称)[^。]{0,3}[:：|]")
_GRANT = re.compile(r"(?:补[贴助偿]|奖励|给予|承担|不超过|每).{0,20}\d[\d.]*\s?(?:[万亿]?元|%|％)")
_METADATA = re.compile(
    r"^[•·▪◆■●\s|【\[]*(?:索\s?引\s?号|信息索引号?|统一编号|主题(?:分类|词)|体裁分类|公文种类|文件?编号|文\s?号|发文(?:字号|机关|机构|单位|日期|时间)|"
    r"发布(?:机构|机关|单位|日期|时间|文号)|颁布?(?:发)?(?:时间|日期|机构|部门|单位)|成文(?:日期|时间)|生成日期|公开(?:方式|形式|时限|范围|日期|类别)|"
    r"有\s?效\s?性|效力(?:级别|状态)?|时效性?|实施日期|施行日期|生效日期|失效日期|废止日期|名\s?称|标\s?题|关\s?键\s?词|信息名称|内容概述|"
    r"城市|类别|分类|所属(?:分类|栏目|主题)|组配分类|服务对象|信息分类|组配|文件(?:状态|类型)|制发机关|拟稿|语种|相关链接|公开责任部门)[】\]]?\s*[:：|]",
)
_SPAM = re.compile(
    r"(?:无码|久久|在线(?:观看|播放)|免费(?:观看|视频)|视频在线|成人|情色|博彩|娱乐(?:城|平台|官网)|(?:体育|电竞|棋牌)(?:官网|平台|app)|"
    r"app下载|官网入口|注册送|下注|棋牌|老虎机|代孕|代开发票|麻豆|一区二区|人妻|少妇)"
)
_WEAK_SPAM = re.compile(r"亚洲|欧美|国产|日韩|精品|高清|三区|色情|黄色|彩票|赌|开户|办证|[aA][vV]")
_CODE = re.compile(
    r"^[\s{}\[\]();]*(?:\{\"|function\s*\(|var\s|window\.|document\.|\$\(|<!--|//<|@media|\.[a-z-]+\s*\{|#[a-z-]+\s*\{)|^\s*https?://[\x21-\x7e]+\s*$|^\s*[\w./-]+\.(?:js|css|png|jpg|gif)\s*$"
)
_BREADCRUMB = re.compile(r"^[\u4e00-\u9fff]{2,12}(?:\s*[>»›]{1,2}\s*[\u4e00-\u9fff]{2,20})+\s*[>»›]*$")
_RULE = re.compile(r"^[\s|:：+\-—=]+$")
_FILE = re.compile(r"\.(?:pdf|docx?|ofd|xlsx?|wps|zip|rar)\s*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第\s?\d{1,3}\s?页(?:\s?[,，/共].{0,10})?$|(?<![.…·])[.…·]{4,}\s*\d{1,3}$"
)
_BLANK_TO_FILL = re.compile(r"_{3,}")
_ATTACHED = re.compile(r"^附件?\s*[:：]")
_DATE = re.compile(
    r"[(（\s]*(?:[\d]{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|[〇○零一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
    r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[)）\s]*$"
)
_RELEASE = re.compile(
    r"^特此(?:通知|公告|通告|函复|批复|致函|函告|函达)。?$|^[(（【]?\s*此件(?:公开|主动|依申请|不予|删减)[^。]{0,12}[)）】]?\s*$|"
    r"^[(（]\s*(?:本文|本刊|此件|略)?有?(?:删减|删节|改动)\s*[)）]$"
)
_COPIES = re.compile(
    r"^(?:抄[送报]|主送|分送|印发(?!给你们)|共印|[\u4e00-\u9fff]{2,30}(?:办公厅|办公室|秘书[处科]|政府办)\s*\d{4}年\d{1,2}月\d{1,2}日印发)"
)
# Who was at a meeting: names, of which nothing is said.
_ATTENDANCE = re.compile(
    r"^(?:(?:出席|列席|参加|参会|缺席|请假|主持|记录)(?:会议|本次会议)?(?:的?(?:领导|人员|同志|单位)|人)?|(?:会议)?(?:时间|地点))"
    r"[:：](?:(?!的|应[当该由]|须|给予|补[贴助]).)*$"
)
_ATTENDED = re.compile(
    r"^(?!.*(?:请|应当|须|要))(?:[^。]{2,80}(?:等|负责人|同志|领导)(?:参加|出席|列席)了?会议|"
    r"会议应[^。，]{0,8}\d+人[，,]实到[^。，]{0,6}\d+人)。?$"
)
_CAPTION = re.compile(r"^表\s?[\d一二三四五六七八九十]{1,3}\s?[:：][^。；，]{2,40}(?:表|清单|目录)$")
_LEAD_IN = re.compile(r"(?:全文|原文|具体内容|内容|通知|文件|政策)(?:如下|为)\s*[:：]\s*$")
_ADDRESSEE = re.compile(r"^(?:各|省|市|区|县|有关|本|全|驻|中央|国务院|自治|直属|机关|镇|乡|街道)[^。；]{2,300}[:：]$")
_ADDRESSEES = re.compile(
    r"^(?=.*(?:各|、))[^。；：:]{2,300}(?:单位|政府|委员会|管委会|部门|局|银行|公司|中心|人)[:：]$"
)
_PARTIES = re.compile(
    r"^[\u4e00-\u9fff、\s（）()]{4,60}(?:政府|办公室|办公厅|委员会|管委会|(?<![布格])局|厅|部|委|院|办|中心|协会|党组|工委)$"
)


def is_page(line: str) -> bool:
    """Navigation, metadata, sharing, advertising, code: never part of a document."""
    return bool(
        not line
        or _CODE.search(line)
        or _BREADCRUMB.match(line)
        or _RULE.match(line)
        or (_PAGE.match(line) and not _is_sentence(line) and not _provides(line))
        or _PAGE_NUMBER.search(line)
        or (_METADATA.match(line) and len(line) < 120 and not _is_sentence(line) and not _provides(line))
        or is_spam(line)
        or (_FILE.search(line) and len(line) < 120)
    )


def is_spam(line: str) -> bool:
    """Advertising that content farms put around and between what they copy.

    Words that policy uses too (精品, 国产, 彩票) count only beside one that it never uses.
    """
    strong = set(_SPAM.findall(line))
    if not strong or _is_sentence(line):
        return False
    return len(strong) >= 2 or bool(_WEAK_SPAM.search(line)) or "-" in line or len(line) < 40


def is_formality(line: str) -> bool:
    """Dates, signatures, attendance, release notes, copies, blanks of a form: around the provisions, not among them."""
    attached = _ATTACHED.match(line) and len(line) < 100
    plain = any(pattern.match(line) for pattern in (_RELEASE, _COPIES, _ATTENDANCE, _ATTENDED, _CAPTION))
    blank = _BLANK_TO_FILL.search(line) and not _is_sentence(line)
    return bool(plain or is_party(line) or _is_dated(line) or attached or blank)


def is_party(line: str) -> bool:
    """A line of organs and nothing else, as in a signature."""
    return bool(_PARTIES.match(line))


def is_row(line: str) -> bool:
    """A row of a table: cells with ``|`` between them."""
    return line.count("|") >= 2 and has_cells(line)


def has_cells(line: str) -> bool:
    """Whether words stand on both sides of a ``|``."""
    return sum(not cell.isspace() for cell in line.split("|") if cell) >= 2


def is_addressee(line: str) -> bool:
    """The line a circular opens with: whom it goes to."""
    return (
        bool(_ADDRESSEE.match(line) or _ADDRESSEES.match(line))
        and read_number(line) is None
        and not re.search(
            r"(?:措施|意见|办法|通知|规定|如下)[:：]$|下列|以下|给予|应当|可享受|符合|具备|支持|补[贴助]|奖励|发放|安排",
            line,
        )
    )


def is_lead_in(line: str) -> bool:
    """The words of a news report before the document it quotes."""
    return bool(_LEAD_IN.search(line)) and not re.search(r"(?:制定|提出|特作|现[就将]|结合|^(?:为|根据|经))", line)


def count_han(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_HAN.findall(text))


def is_prose(line: str) -> bool:
    """A line of running text: sentences, not a name or a heading."""
    return count_han(line) >= 12 and bool(_SENTENCE.search(line))


def _is_dated(line: str) -> bool:
    """A date with nothing before it but organs."""
    date = _DATE.search(line) if len(line) < 100 else None
    return date is not None and (not date.start() or is_party(line[: date.start()].strip()))


def _provides(line: str) -> bool:
    """Money under a word that pages use too: ``来源：市级财政承担60%，每户补助2万元``; not below a link to other pages."""
    return bool(_AMBIGUOUS.match(line) and _GRANT.search(line))


def _is_sentence(line: str) -> bool:
    return bool(re.search(r"[。；]", line)) and count_han(line) >= 6
