"""Which lines of a page are the document, and which are the page around it."""

from __future__ import annotations

import re

from policyclause.inference.dates import DAY, DAY_IN_FIGURES, TIME
from policyclause.inference.fields import FACTS, field_pattern
from policyclause.inference.numbering import read_number
from policyclause.inference.provisions import AMOUNT
from policyclause.inference.words import has_sentence


def _any_of(*topics: tuple[str, ...]) -> str:
    """A pattern of the patterns of some topics."""
    return f"(?:{'|'.join(pattern for topic in topics for pattern in topic)})"


# What programs that scan print on a page.
SCANNER = r"(?:由?\s?(?:CS|Scanned (?:with|by))?\s?(?:扫描全能王|CamScanner)|\d亿人都在用的扫描)"
# What the lines of a page begin with, by topic. A word that a provision may begin with needs what follows it on a page.
_NAVIGATION = (
    "您?(?:当前|现在|所在)?的?位置[:：]",
    "(?:当前|您(?:现在)?的?|所在|现在的?)位置",
    "您现在(?:的|所在)|You are here",
    r"首页|网站首页|[-—>\s]{0,8}首页",
    "返回(?:上一页)?$",
    r"(?:条例|规定|办法|文件)?(?:正文|全文)[】\]]?$",
    "网站导航|站内搜索|网站地图|热搜词[:：]|热点服务[:：]",
    r"(?:登录|注册|搜索|导航|菜单|更多|下载|附件下载)(?=$|[\s|>:：])|[上下]一页|主页",
    "(?<![【（(])相关(?:文件|政策)|相关(?:文档|信息|附件|解读)|本文地址",
    r"(?<![【\[])(?:政策解读|图解|问答解读)|新闻发布会",
)
_VIEW = (
    r"(?:关闭|收藏|纠错|字体|字号|推荐)(?=$|[\s】\]|:：(（]|本页|此页|页面|窗口)|字[体号][大中小]|文字[:：]\s?[\[〔]?大",
    "(?:浏览|选择)?字[号体](?:大小)?[:：]|视力保护色|(?:您的)?浏览器",
    r"(?:继续访问|放弃|取消|确定)[】\]]?$|已阅读\s?\d+%|继续阅读本文档|该用户很懒",
    SCANNER,
    r"扫描(?=$|[\s:：])",
)
BESIDE_DAY = (
    "(?:(?:信息|稿件)?来源|作者|浏览|点击|阅读|字体|字号|发[布表])"  # behind the day on which a page was put up
)
_BYLINE = (
    rf"{DAY_IN_FIGURES}(?:{TIME})?\s*{BESIDE_DAY}",
    r"(?:图片|资料)?来源[:：]|信息来源|稿件来源|稿源[:：]|发布(?:日期|时间|人|者|机构|单位)[:：]|(?:发布)?日期[:：]\s*\d|时间[:：]\s*\d",
    "(?:点击|浏览|阅读|访问)(?:量|次数|数|率)?[:：(（]",
    "(?:责任|本文)?编辑[:：]|责编[:：]|作者[:：]|解读(?:人|单位|机构)[:：]|以下文章来源于",
    "原文(?:链接|地址|标题)",
    r"(?:title|author|url|hostname|sitename|description|date|categories|tags|keywords)\s?:\s",
)
_LETTER = (
    "信件(?:编号|标题|状态|类型)[:：]|来信(?:人|时间)[:：]|回复(?:单位|时间)[:：]|回复内容[:：]$|满意度评价[:：]",
    r"(?:姓名|手机号?码?|电话|联系电话|验证码|昵称|(?:意见|留言|评论)内容)[:：]\s*(?:[（(][^（()）]{0,20}[）)])?$",
)
_CONTACT = (
    r"联系我们|关于我们|(?:联系)?电话[:：]?\s*[\d(（]|联系(?:人|方式)[:：]|传真[:：]",
    "(?:联系|办公|通[讯信]|单位|邮寄|寄送)?地址[:：]|(?:电子|投稿)?邮箱[:：]|邮(?:政)?编(?:码)?[:：]",
    r"(?:政策|业务|技术|申报|政务服务|网站)?(?:咨询|联系|便民|服务|监督|举报|投诉|纠错)(?:单位|部门|人|方式)?及?(?:电话|热线)?[:：]"
    r"(?=[^。；]*(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[23]\d{3}|1\d{10})(?!\d))",
)
_IMPRINT = (
    r"版权(?:声明|归)|免责(?:声明|条款)|声明[:：]|(?<![【\[（(])[主承]办(?:单位)?[:：]|网站(?:标识码|声明)|备案(?:号|编号|序号)",
    r"[\u4e00-\u9fff]{0,2}ICP|[\u4e00-\u9fff]?公网安备|技术支持|友情链接",
    "(?:如需)?转载|本(?:站|网站|网(?!格|络|点))|建议使用[^。；]{0,30}(?:分辨率|浏览器)",
)
_FOLLOW = (
    "微信(?:公众号|扫)|关注(?:我们|微信|该公众号|精彩)|点击(?:查看|下载)|点击[上下]?[方面]?蓝字",
    "喜欢[^。]{0,6}点个?赞|觉得不错|听说你还没|你“在看”|点(?:分享|收藏|点?赞|在看)$|预览时标签不可点",
    r"重磅[!！|]|发表于[\u4e00-\u9fff]{2,3}$",
)
# Where the page goes on below the document.
_OTHER_PAGES = (
    "上一[篇条]|下一[篇条]|相关(?:推荐|阅读|链接|文章|新闻|资讯|稿件|报道)|延伸阅读|推荐访问[:：]|热门(?:推荐|文章|关键词|标签)",
    "猜你(?:喜欢|感兴趣)|推荐阅读|(?:为您|精彩)推荐|往期(?:回顾|推荐|精彩)|文档评论|(?:网友|发表)评论",
    r"本文(?:链接|关键词|来源|标签)|相关内容(?=$|[\s】:：])|[（(]?全文完[）)]?[】\]]?$",
)
_SHARING = (
    r"扫一?扫|扫码(?=$|[\s:：]|关注|阅读|分享|[看听])|(?:扫|长按)[^，。；]{0,6}二维码|分享(?:[到至:：]|$)",
    r"返回(?:首页|顶部|列表)|关闭(?:窗口|本页)|打印(?=$|[\s】\]|:：（(]|[本此]页|页面|文章|窗口|[大中小])",
    "(?:我要(?:打印|收藏|纠错|留言|评论|分享))+$|您对本(?:信息|页|文)[^，。；]{0,6}评价",
)
_COPYRIGHT = ("版权所有",)

_PAGE = re.compile(
    r"^[•·▪◆■●>»\-*|\s【\[（(]*"
    + _any_of(_NAVIGATION, _VIEW, _BYLINE, _LETTER, _CONTACT, _IMPRINT, _FOLLOW, _OTHER_PAGES, _SHARING, _COPYRIGHT),
    re.IGNORECASE,
)
TRAILER = re.compile(r"^[•·\s【\[]*" + _any_of(_OTHER_PAGES, _SHARING, _COPYRIGHT))
# The same, unless a number stands below.
TRAILER_OR_TEXT = re.compile(r"^[•·\s【\[]*(?:热门|版权|免责|声明[:：]|(?<![【\[])主办单位|END$)")
# Of those, words that a provision may begin with.
_AMBIGUOUS = re.compile(
    r"^[•·▪◆■●\s]*(?:来源|时间|主办|承办|类别|分类|服务对象|城市|名称|[^。:：]{0,6}(?:咨询|联系|服务|监督|举报|投诉))[^。:：]{0,3}[:：|]"
)
_GRANT = re.compile(rf"(?:补[贴助偿]|奖励|给予|承担|不超过|每).{{0,20}}{AMOUNT.pattern}")
# A field of a page; one whose name nothing else has needs no colon behind 】.
_METADATA = re.compile(
    rf"^[•·▪◆■●\s|]*(?:【\s*{field_pattern(*FACTS, 'record')}\s*】"
    rf"|[【\[]?\s*{field_pattern(*FACTS, 'record', 'common')}[】\]]?\s*[:：|])"
)
# The stop between two fields is no sentence's.
_STOP_OF_FIELD = re.compile(rf"[；;](?=\s*{field_pattern(*FACTS, 'record')}\s*[:：])")
# Sentences of a page, whatever stops they have.
_NOTICE = re.compile(
    r"^(?:欢迎[^。]{0,30}(?:网|网站|平台)[^。]{0,6})?今天是[^。]{0,3}\d{4}年|欢迎您?(?:访问|来到|光临|浏览)[^。]{0,30}(?:网|网站|平台)"
    r"|欢迎您?扫描[^。，；]{0,6}二维码|您(?:访问的链接)?(?:即将|正在)离开|您的浏览器|(?:版权|免责|网站)[声说]明[:：]|声明[:：]?本文|本文章?版权|凡本网|(?:如需)?转载请"
    r"|未经(?!.*(?:依法|处罚))[^。；]{0,12}(?:授权|许可|允许|同意)[^。；]{0,6}(?:转载|摘编|镜像)|建议使用[^。；]{0,30}(?:分辨率|浏览器)"
    r"|更多(?:精彩|资讯|新闻)[^。]{0,30}(?:客户端|公众号|关注|下载)|意见征集情况[:：]共收到"
    r"|温馨提示[:：][^。]{0,30}(?:本网站|浏览器|本页面|公众号)"
    # Of shops for documents, sites that copy, and offices that apply for others.
    r"|[^。]{0,40}(?:查看|阅读|下载)全文请?点击|下载本?文档到(?:电脑|手机)|(?:说明[:：])?(?:文章|文档|资料)内容仅供(?:预览|参考)"
    # The name of a site, unless somebody is told to go there.
    r"|(?!\S{0,14}(?:登[录陆]|通过|访问|进入|在(?!线))|.*[。；])[\u4e00-\u9fff]{2,12}(?:网站?|门户)\s+www\.[\w.]+\s|本邮件(?:及其附件)?[^。]{0,20}(?:保密|机密)"
    r"|[^。]{0,40}(?:本(?:文档|资料|文件)[^。]{0,10}用户上传|上传(?:用户|者)[:：]|文[件档][，,]查看预览|本站(?:所有资源|的文档)|文库网)"
    r"|预览结束(?=[，。！]|$)|已阅读\d+页|免费咨询(?:热线|电话)[:：]|本文小编|\d[.、]\s?下载(?:前|文档)"
    r"|(?:前言[:：])?本[站文][^。]{0,8}整理了"
    r"|《[^》]{1,80}\.(?:docx?|pdf|pptx?|wps)》|[^。]{0,40}(?:上传人|文档编号)[:：]|(?:以上|以下|下面)(?:就)?是[^。]{0,40}(?:小编|全部内容)"
    r"|如[^。]{0,10}本(?:站|网|文)[^。]{0,20}侵(?:犯|权)|[^。]{0,30}(?:传递|传播)更多信息|扫码咨询[，,]|我(?:公司|司)专业(?:代办|代理)"
    r"|[^。]{0,40}转载请[标注]明"
    rf"|(?:{field_pattern('abstract')}|导[语读])[:：]|编者按|(?i:description)\s?:"
)
# Characters. Longer lines may be a paragraph that begins, or ends, as one of the page does.
_LONGEST_FIELD = 120  # and name of a file
_LONGEST_FORMALITY = 100  # a date with organs before it, the names of annexes
_LONGEST_SPAM = 40  # with one word of advertising
_LONGEST_NOTICE = 250
_LONGEST_STAMP = 120  # and call, and list of who put a page up
# Headlines that call to read on.
_TEASER = re.compile(r"^[^。]*(?:(?:速看|快看|必看|戳这里)[！!>→↓—]*|(?:快来|一起来?)看看?[^。，；]{0,16}[！!>→↓—]+)$")
# Who put a page up and when, nothing else: 青山发布 2024-03-18 18:02 广东.
_STAMP = re.compile(
    rf"^(?![^\d]*(?:时间|截止|报名|申[报请]|开[始标放]))[^。；，：:|\d]{{0,40}}(?<![自从至前到起])"
    rf"{DAY_IN_FIGURES}{TIME}(?:\s*(?:发表于)?(?!开[始标放]|结束|截止)[\u4e00-\u9fff]{{2,3}})?\s*$"
)
# Who wrote and who checked what is on a page; a procedure has organs in place of names.
_CREDIT = "(?:初审|复审|终审|一审|二审|三审|审核|校对|编审|核稿|签发|监制|策划|记者|通讯员|编辑|责编|责任编辑|作者)"
_CREDITS = re.compile(
    rf"(?!.*(?:[局委部厅办镇乡村站所]|街道|社区|中心|单位|[:：]\s?[省市州县]|人社|财政|发改|民政|住建))(?:{_CREDIT}[:：]\s?[\u4e00-\u9fff]{{2,3}}\s*){{1,6}}"
)
_SPAM = re.compile(
    r"(?:无码|久久|在线(?:观看|播放)|免费(?:观看|视频)|视频在线|(?<!组)成人(?!教育)|情色|博彩|娱乐(?:城|平台|官网)|(?:体育|电竞|棋牌)(?:官网|平台|app)|"
    r"app下载|官网入口|注册送|下注|棋牌|老虎机|代孕|代开发票|麻豆|一区二区|人妻|少妇)"
)
_WEAK_SPAM = re.compile(r"亚洲|欧美|国产|日韩|精品|高清|三区|色情|黄色|彩票|赌|开户|办证|[aA][vV]")
_CODE = re.compile(
    r"^[\s{}\[\]();]*(?:\{\"|function\s*\(|var\s|window\.|document\.|\$\(|<!--|//<|@media|\.[a-z-]+\s*\{|#[a-z-]+\s*\{)|^\s*https?://[\x21-\x7e]+\s*$|^\s*[\w./-]+\.(?:js|css|png|jpg|gif)\s*$"
)
_BREADCRUMB = re.compile(r"^(?:[»›]{1,2}\s*)?[\u4e00-\u9fff]{2,12}(?:\s*[>»›]{1,2}\s*[\u4e00-\u9fff]{2,20})+\s*[>»›]*$")
_RULE = re.compile(r"^[\s|:：+\-—=]+$")
_FILE = re.compile(r"\.(?:pdf|docx?|ofd|xlsx?|wps|zip|rar)\s*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第\s?\d{1,3}\s?页(?:\s?[,，/共].{0,10})?$|(?<![.…·])[.…·]{4,}\s*\d{1,3}$"
)
# Of a form: where to write, to sign, to put a seal; names of fields with room behind each, as words before a colon
# lead in a list where there is none.
_BLANK_TO_FILL = re.compile(
    r"_{3,}|〔\s*〕\s*第?\s*号|[（(](?:签[字名章]|(?:签字)?(?:或|并)?(?:加?盖)?公?章)[）)](?=\s*(?:[:：]|$))|年\s+月\s+日"
)
_BLANK_LINE = re.compile(r"备\s*注$|年\s*月\s*日$|(?:[^。；：:]{1,16}[：:]\s{2,})+[^。；：:]{1,16}[：:]$")
_ATTACHED = re.compile(r"^附件?\s*[:：]")
_DATE = re.compile(rf"[(（\s]*{DAY}(?:{TIME})?[)）\s]*$")
# Who passed or released it and when, the formula that ends a letter, thanks for one.
_RELEASE = re.compile(
    rf"(?:{DAY}(?:制定|核准|签署|通过)|(?:命令|着令?)公布)。?$|"
    r"^[特专]此(?:通知|公告|通告|函复|批复|致函|函告|函达)。?$|^[(（【]?\s*此件(?:公开|主动|依申请|不予|删减)[^。]{0,12}[)）】]?\s*$|"
    r"^[(（](?:19|20)\d\d年\d{1,2}月[^（()）]*(?:通过|公布|发布|批准|修[订正改])[)）]$|^[(（]根据录音整理[^（()）]{0,20}[)）]$|"
    r"^[(（]\s*(?:本文|本刊|此件|略)?有?(?:删减|删节|改动)\s*[)）]$"
    r"|^(?:再次|衷心)?感谢您?(?:对[^。！，]{0,30})?的[^。！，]{0,8}(?:关心|关注|支持|理解|来信)(?:[，,](?:希望|欢迎|恳请|请|并)[^。]{0,30})?[。！]?$"
)
_COPIES = re.compile(
    r"^(?:抄[送报]|主送|分送|发[:：]|印发(?:$|[:：（(]|\s*(?:19|20)\d\d年|机关|单位|部门|日期|时间|范围|份数)|共印\s*\d+\s*份|"
    r"[\u4e00-\u9fff]{2,30}(?:办公厅|办公室|秘书[处科]|政府办)\s*\d{4}年\d{1,2}月\d{1,2}日印发)"
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
_LETTERHEAD = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:政府|委员会|办公[厅室]|(?<![布格])局|厅)文件$")
# What a table is measured in: 单位：元/亩, but not 单位：县财政局.
_MEASURE = re.compile(
    r"^[（(]?(?:计量|金额)?单位\s?[:：]\s?[百千万亿]?(?:[元亩吨人户%]|平方米|公顷)(?:[/、，][^。；]{1,16})?[）)]?$"
)
# The name of a table.
_CAPTION = re.compile(r"^表\s?[\d一二三四五六七八九十]{1,3}\s?[:：][^。；，]{2,40}(?:表|清单|目录)$")
_LEAD_IN = re.compile(r"(?:全文|原文|具体内容|内容|详情|通知|文件|政策)(?:如下|为)\s*[:：]\s*$")
_ADDRESSEE = re.compile(r"^(?:各|省|市|区|县|有关|本|全|驻|中央|国务院|自治|直属|机关|镇|乡|街道)[^。；]{2,300}[:：]$")
_ADDRESSEES = re.compile(
    r"^(?=.*(?:各|、))[^。；：:]{2,300}(?:单位|政府|委员会|管委会|部门|局|厅|部|委|办|银行|公司|中心|人|各位[\u4e00-\u9fff]{2,4})[:：]$"
)
_PARTIES = re.compile(
    r"^(?:国务院|[\u4e00-\u9fff、\s（）()]{4,60}(?:政府|办公室|办公厅|委员会|管委会|(?<![布格])局|厅|部|委|院|办|中心|协会|党组|工委))"
    r"(?:等[一二三四五六七八九十\d]{0,2}个?(?:部门|单位))?$"
)


def is_page(line: str) -> bool:
    """Navigation, metadata, sharing, advertising, code: never part of a document."""
    return bool(
        not line
        or _CODE.search(line)
        or _BREADCRUMB.match(line)
        or _RULE.match(line)
        or (_PAGE.match(line) and not has_sentence(line) and not _grants(line))
        or _PAGE_NUMBER.search(line)
        or _is_metadata(line)
        or _is_notice(line)
        or is_spam(line)
        or (_FILE.search(line) and len(line) < _LONGEST_FIELD)
    )


def _is_metadata(line: str) -> bool:
    """A field of the page, or several."""
    if not _METADATA.match(line) or len(line) >= _LONGEST_FIELD:
        return False
    return not has_sentence(_STOP_OF_FIELD.sub(" ", line)) and not _grants(line)


def _is_notice(line: str) -> bool:
    """Words to the reader of the page, its abstract, who put it up: whole lines, some with the stops of sentences."""
    if len(line) < _LONGEST_NOTICE and _NOTICE.match(line) and not _GRANT.search(line):
        return True
    if len(line) >= _LONGEST_STAMP:
        return False
    stamp = _STAMP.match(line) and read_number(line) is None
    return bool(stamp or _TEASER.match(line) or _CREDITS.fullmatch(line))


def is_spam(line: str) -> bool:
    """Advertising that content farms put around and between what they copy.

    Words that policy uses too (精品, 国产, 彩票) count only beside one that it hardly uses; one of those alone is
    advertising in a few words without a number: ``三、棋牌室管理`` is a heading.
    """
    strong = set(_SPAM.findall(line))
    if not strong or has_sentence(line):
        return False
    return (
        len(strong) >= 2
        or bool(_WEAK_SPAM.search(line))
        or "-" in line
        or (len(line) < _LONGEST_SPAM and read_number(line) is None)
    )


def is_formality(line: str) -> bool:
    """A line around the provisions, not among them.

    Dates, signatures, attendance, release notes, copies, blanks of a form, names and measures of tables.
    """
    attached = _ATTACHED.match(line) and len(line) < _LONGEST_FORMALITY
    known = (_RELEASE, _COPIES, _ATTENDANCE, _ATTENDED, _LETTERHEAD, _CAPTION, _MEASURE)
    plain = any(pattern.match(line) for pattern in known)
    blank = (_BLANK_TO_FILL.search(line) or _BLANK_LINE.match(line)) and not has_sentence(line)
    return bool(plain or is_party(line) or _is_dated(line) or attached or blank)


def is_party(line: str) -> bool:
    """A line of organs and nothing else, as in a signature."""
    return bool(_PARTIES.match(line))


def is_addressee(line: str) -> bool:
    """The line a circular opens with: whom it goes to."""
    return (
        bool(_ADDRESSEE.match(line) or _ADDRESSEES.match(line))
        and read_number(line) is None
        and not re.search(
            r"(?:措施|意见|办法|通知|规定)[:：]$|下列|以下|如下|决定|修改|按照|给予|应当|可享受|符合|具备|支持|补[贴助]|奖励|发放|安排",
            line,
        )
    )


def is_lead_in(line: str) -> bool:
    """The words of a news report before the document it quotes."""
    return bool(_LEAD_IN.search(line)) and not re.search(r"(?:制定|提出|结合|[特现兹][作就将通]|^(?:为|根据|经))", line)


def _is_dated(line: str) -> bool:
    """A date with nothing before it but organs."""
    date = _DATE.search(line) if len(line) < _LONGEST_FORMALITY else None
    return date is not None and (not date.start() or is_party(line[: date.start()].strip()))


def _grants(line: str) -> bool:
    """Money under a word that pages use too: ``来源：市级财政承担60%，每户补助2万元``; not below a link to other pages."""
    return bool(_AMBIGUOUS.match(line) and _GRANT.search(line))
