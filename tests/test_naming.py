from time import process_time

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.naming import find_number, find_title

BELOW = "各乡镇人民政府：\n为推动养蜂业升级，现提出如下意见。\n一、补贴蜂箱。"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("青山市人民政府办公室关于印发青山市\n招商引资若干措施的通知", "青山市人民政府办公室关于印发青山市招商引资若干措施的通知"),
        ("关于2023年度技改补助资金拟支持项目的公示", "关于2023年度技改补助资金拟支持项目的公示"),
        ("关于青山 | 首页\n青山市招商引资若干措施的通知", "青山市招商引资若干措施的通知"),
    ],
)  # fmt: skip
def test_title_that_is_broken_in_two(lines: str, title: str) -> None:
    assert find_title(f"{lines}\n一、对企业给予补助。") == title


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("青山市人民政府办公室\n关于促进消费的实施意见", "青山市人民政府办公室关于促进消费的实施意见"),
        ("青山市商务局\n青山市财政局\n关于印发青山市\n招商若干措施的通知", "青山市商务局青山市财政局关于印发青山市招商若干措施的通知"),
        ("青山市商务局\n首页 > 公告\n关于促进消费的实施意见", "关于促进消费的实施意见"),
        ("青山市绿道管理办法（2020年1月2日青山市人民政府第3次常务会议通过 2020年1月9日青山市人民政府令第8号公布）", "青山市绿道管理办法"),
        ("青山市绿道管理办法第十二条", ""),
        ("青山市促进消费二十条", "青山市促进消费二十条"),
        ("加快推进养蜂业发展若干政策", "加快推进养蜂业发展若干政策"),
        ("# **青山市招商若干措施**", "青山市招商若干措施"),
        ("青山市养蜂条例", "青山市养蜂条例"),
        ("青山县养蜂办法", "青山县养蜂办法"),
        ("青山市\n家禽饲养条例", "青山市家禽饲养条例"),
        ("高新区\n青山市养蜂条例", "青山市养蜂条例"),
        ("青山市要闻\n时政新闻\n支持养蜂若干政策", "支持养蜂若干政策"),
        ("青山市人民政府公报\n2023年第5期\n青山市养蜂办法", "青山市养蜂办法"),
        ("青山市人大常委会公报（2023年第5期）\n青山市养蜂条例", "青山市养蜂条例"),
        ("家禽饲养条例\n第 1 条 补贴蜂箱", "家禽饲养条例"),
        ("中华人民共和国养蜂促进法（2020年修正）", "中华人民共和国养蜂促进法（2020年修正）"),
        ("青山市养蜂补贴常见问题解答", "青山市养蜂补贴常见问题解答"),
        ("青山市养蜂重点任务分解表", "青山市养蜂重点任务分解表"),
        ("青山市养蜂补贴计算方法", ""),
        *(
            (title, title)
            for title in (
                "政府工作报告——在青山县第十七届人民代表大会第五次会议上",
                "青山县人大常委会关于批准2020年决算的决议",
                "青山县2020年养蜂业统计公报",
                "关于申请拨付养蜂补助资金的请示",
                "关于推动养蜂业高质量发展若干政策举措",
                "在全县养蜂大会上的讲话（摘要）",
                "青山县农业农村局负责人就《养蜂办法》答记者问",
                "青山县养蜂行政处罚裁量基准",
                "青山县2023年工作总结和2024年工作打算",
                "青山县养蜂条例（草案）起草说明",
                "2024年青山县养蜂业重点工作安排",
                "养蜂户登记办事指南",
                "2021年度拟奖励养蜂户名单公示",
                "青山县人民政府办公室关于开展养蜂三年行动的通知",
            )
        ),
        *((headline, "") for headline in ("青山县推出十项惠企养蜂举措", "全县2024年养蜂工作安排", "补贴标准和发放情况说明", "传达全县大会上的讲话精神")),
        *((heading, "") for heading in ("市级奖励办法", "城市养蜂办法", "资金管理办法", "人才支持措施", "法律法规条例")),
    ],
)  # fmt: skip
def test_title(head: str, title: str) -> None:
    assert find_title(f"{head}\n一、对企业给予补助。") == title


@pytest.mark.parametrize(
    "lines",
    [
        "关于印发《青山县支持实体经济\n高质量发展若干政策\n措施》的通知",
        "青山县人民政府办公室\n关于印发《青山县贯彻〈关于支持养蜂业\n高质量发展的若干\n政策措施〉实施方案》的通知",
        "青山县人民政府\n关于进一步加强养蜂场所检查登记、\n蜂种保护和规范蜂药\n使用管理的实施意见",
        "关于印发青山县养蜂户登记、\n蜂场检查、蜂药管理\n等三个专项行动实施方案的通知",
        "关于印发《青山县养蜂办法的通知",
        "青山县促进\n蜂产品加工业\n高质量发展\n若干政策",
        "青山县进一步支持\n养蜂合作社\n加快发展的\n若干措施（试行）",
    ],
)
def test_title_on_several_lines(lines: str) -> None:
    assert find_title(f"{lines}\n一、对企业给予补助。") == lines.replace("\n", "")


@pytest.mark.parametrize(
    ("above", "number"),
    [
        ("下面是青山县扶持办法的全文。\n{}\n青政发〔2010〕5号\n各乡镇人民政府：", "青政发〔2010〕5号"),
        ("青山县发布新政。养蜂户每箱补贴两百元。\n{}\n（2010年3月2日通过）\n", ""),
        ("青山省人民政府令\n第145号\n《养蜂办法》已经省政府会议通过，现予公布。\n省长 王某\n2010年3月2日\n{}", "青山省人民政府令第145号"),
        ("{}\n东川省青山市人民政府\n第63号\n《养蜂办法》业经会议通过，现予发布。\n市长：王某\n2003年5月1日", "东川省青山市人民政府第63号"),
        ("{}（2003年5月1日青山市人民政府令第63号公布）", "青山市人民政府令第63号"),
        ("青山市人大常委会公告\n（第五号）\n《养蜂条例》已经通过，现予公布。\n2010年3月2日\n{}\n目录", "青山市人大常委会公告第五号"),
    ],
)  # fmt: skip
def test_title_below_sentences(above: str, number: str) -> None:
    text = f"{above.format('青山县养蜂扶持办法')}\n第一条 补贴蜂箱。"
    assert (find_title(text), find_number(text)) == ("青山县养蜂扶持办法", number)


def test_no_title_in_the_middle_of_a_text() -> None:
    assert find_title("补贴蜂箱。\n青山县养蜂扶持办法\n申请人提交材料。\n第一条 补贴蜂箱。") == ""
    assert find_title("补贴蜂箱。\n一、补贴蜂种\n青山县养蜂扶持办法\n第一条 补贴蜂箱。") == ""


@pytest.mark.parametrize("title", ["政府工作报告", "2023年政府工作报告", "政府工作报告（2023年）"])
@pytest.mark.parametrize("below", ["各位代表：", "青山县县长 王某", "（2023年1月5日）", "2023年1月5日", "一、过去五年"])
def test_report(title: str, below: str) -> None:
    assert find_title(f"{title}\n{below}\n补贴蜂箱。") == title
    assert find_title(f"{title}\n统计公报\n{below}\n补贴蜂箱。") == ""


@pytest.mark.parametrize("heading", ["第四章养蜂保障措施", "（五）完善养蜂补贴支持政策", "三、规范养蜂管理行动计划"])
def test_numbered_headings_are_no_titles(heading: str) -> None:
    assert find_title(f"{heading}\n1.对养蜂户给予补助。") == ""


@pytest.mark.parametrize(
    "above",
    [
        "标　　题：{title}\n文　　号：{number}",
        "【法规名称】{title}\n【文号】{number}",
        "文件名称|{title}\n发布文号|{number}",
        "题名：{title}\n文号{number}",
        "内容概述：支持养蜂。\n{title}\n{number}",
        "温馨提示：请刷新。\n{title}\n{number}",
        "今天是2024年5月6日，天气晴。\n{title}\n{number}",
        "description: 支持养蜂。\n{title}\n{number}",
        "近日，青山县支持养蜂。全文如下：\n{title}\n{number}",
        "政务公开 办事服务 互动交流 专题专栏 " * 5 + "\n{title}\n{number}",
    ],
)
def test_fields_and_sentences_of_the_page_above_the_title(above: str) -> None:
    title, number = "青山县人民政府关于支持养蜂业的意见", "青政发〔2024〕3号"
    page = f"{above.format(title=title, number=number)}\n{BELOW}"
    assert (find_title(page), find_number(page)) == (title, number)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("关于印发青山县养蜂三年行动计划\n（2023—2025年）的通知", "关于印发青山县养蜂三年行动计划（2023—2025年）的通知"),
        ("青山县养蜂扶持办法\n（此件公开发布）", "青山县养蜂扶持办法"),
        ("关于印发《和平区养蜂扶持办法》的通知\n和平区养蜂扶持办法", "关于印发《和平区养蜂扶持办法》的通知"),
        ("青山镇蜂箱更新\n奖补办法（试行）", "青山镇蜂箱更新奖补办法（试行）"),
        ("青山县养蜂业“十四五”规划\n和二〇三五年目标纲要", "青山县养蜂业“十四五”规划和二〇三五年目标纲要"),
        ("第5/2021号行政法规\n蜂箱更新资助计划", "蜂箱更新资助计划"),
        ("主题: 转发: 关于支持养蜂业的通知\n收件人: 各镇", "关于支持养蜂业的通知"),
        ("青山镇发布新政\n奖补办法（试行）", "奖补办法（试行）"),
        ("政府工作报告\n——2024年1月5日在青山县人民代表大会上", "政府工作报告"),
        ("政府工作报告\n首页", ""),
        ("青山县惠企政策\n养蜂产业扶持办法", "养蜂产业扶持办法"),
        ("青山县政策专栏\n养蜂产业扶持办法", "养蜂产业扶持办法"),
        ("青山县养蜂扶持办法\n（青山县农业农村局）", "青山县养蜂扶持办法"),
    ],
)  # fmt: skip
def test_second_line_of_a_title(lines: str, title: str) -> None:
    assert find_title(f"{lines}\n一、补贴蜂箱。") == title


NAMES = ["青山县人民政府关于支持养蜂业的意见", "青山县养蜂补贴实施办法"]


@pytest.mark.parametrize("title", NAMES)
@pytest.mark.parametrize(
    "line", ["{}（青政发〔2017〕2号）", "{} 青政发〔2017〕2号", "{}（2017年3月2日 青政发〔2017〕2号）"]
)
def test_number_behind_the_title(title: str, line: str) -> None:
    found = draft(f"{line.format(title)}\n{BELOW}")
    assert (found.facts.title, found.facts.number) == (title, "青政发〔2017〕2号")
    assert [s.text for s in found.segments] == ["为推动养蜂业升级，现提出如下意见。", "一、补贴蜂箱。"]


@pytest.mark.parametrize("title", NAMES)
@pytest.mark.parametrize(
    "line",
    [
        "{}[失效]",
        "{} 2022-06-08",
        "【规范性文件】{}",
        "政务服务丨{}",
        "政策文件 | {}",
        "---------- {}",
        "{}【全文】",
        "{}（已废止）",
        "{} 全文",
        "{}-青山县人民政府门户网站",
        "{}_通知公告_青山县政府",
        "{}  发布日期：2024-01-02  来源：青山县",
        "2024/1/2 {} - 青山县人民政府",
        "废止时间： 2020-01-23 名称： {}",
    ],
)
def test_page_around_the_title(title: str, line: str) -> None:
    assert draft(f"{line.format(title)}\n{BELOW}").facts.title == title


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("2006年10月26日 青财〔2006〕689号", "青财〔2006〕689号"),
        ("（2006年10月26日 青政发〔2006〕68号）", "青政发〔2006〕68号"),
        ("青府〔94〕12号", "青府〔94〕12号"),
        ("（青山县人民政府 一九九三年八月二十日发布 青政〔1993〕45号）", "青政〔1993〕45号"),
        ("青山县税务局公告2023年第2号", "青山县税务局公告2023年第2号"),
        ("青山县财政局 青山县税务局公告2023年 第12号", "青山县财政局青山县税务局公告2023年第12号"),
        ("青规划资源规〔2020〕1号", "青规划资源规〔2020〕1号"),
        ("青山县人民政府第8号令", "青山县人民政府第8号令"),
        ("（2003年5月1日青山县人民政府令第63号公布 2010年3月2日青山县人民政府令第80号修订）", "青山县人民政府令第63号"),
        ("（2003年4月1日县政府会议通过 2003年5月1日青山县人民政府令（第63号）发布）", "青山县人民政府令第63号"),
        ("1997年9月17日 青山县人民政府令第63号发布", "青山县人民政府令第63号"),
        ("根据2003年5月1日青山县人民政府令第63号公布的办法", ""),
        ("《青山县养蜂规定》（2003年5月1日青山县人民政府令第63号公布）", ""),
        ("1.青山县养蜂补贴办法（青政发〔2001〕3号）", ""),
        ("依据《青山县养蜂补贴办法》（青政发〔2001〕3号）", ""),
    ],
)
def test_number(line: str, number: str) -> None:
    assert draft(f"青山县人民政府关于支持养蜂业的意见\n{line}\n{BELOW}").facts.number == number


@pytest.mark.parametrize("number", ["(82)青政字15号", "（62）青农发第15号", "〔1978〕青革发15号"])
@pytest.mark.parametrize("page", ["青山县人民政府\n{number}\n{title}", "{title}\n{number}"])
def test_number_that_begins_with_the_year(page: str, number: str) -> None:
    title = "青山县人民政府关于支持养蜂业的通知"
    found = draft(f"{page.format(number=number, title=title)}\n各公社：\n现通知如下：\n一、给予补贴。")
    assert (found.facts.title, found.facts.number, found.facts.issuer) == (title, number, "青山县人民政府")
    assert [(s.path, s.text) for s in found.segments if s.kind == "clause"] == [((), "一、给予补贴。")]


@pytest.mark.parametrize("number", ["青山县财政局 青山县税务局公告2023年第2号", "县税办公告2023年第2号"])
def test_number_of_an_announcement_below_its_title(number: str) -> None:
    opening = "为便利养蜂，现公告如下："
    found = draft(f"青山县税务局\n关于养蜂户免税的公告\n{number}\n{opening}\n{BELOW}")
    assert (found.facts.title, found.facts.number) == ("青山县税务局关于养蜂户免税的公告", number.replace(" ", ""))
    assert (found.segments[0].kind, found.segments[0].text) == ("preamble", opening)


@pytest.mark.parametrize(
    "sentence", ["现将《{}》印发给你们，请认真执行。", "《{}》已经县政府同意，现印发给你们，请认真执行。"]
)
def test_circular_without_a_title_is_called_as_what_it_passes_on(sentence: str) -> None:
    name = "关于振兴养蜂业的若干政策"
    assert find_title(f"各镇人民政府：\n{sentence.format(name)}\n一、补贴蜂种。") == name
    assert find_title("各镇人民政府：\n根据《养蜂条例》，现将补贴标准印发给你们。\n一、补贴蜂种。") == ""


@pytest.mark.parametrize("piece", ["现将", "补贴蜂箱，", "现将《"])
def test_time_does_not_grow_with_the_square_of_a_line(piece: str) -> None:
    begun = process_time()
    find_title(piece * 20_000 + "补贴。")
    assert process_time() - begun < 4


@pytest.mark.parametrize("column", ["规范性文件", "青山市人民政府 规范性文件", "青山市人民政府门户网站 政策法规"])
def test_site_and_column_before_the_title(column: str) -> None:
    title = "青山市人民政府关于养蜂的通知"
    page = f"<title>{column} {title}</title><li>首页</li><h1>{title}</h1><p>一、补贴蜂箱。</p>"
    assert draft(page).facts.title == title


def test_document_is_not_named_after_what_it_issues() -> None:
    assert (
        find_title("青山市关于印发政策文件管理办法\n政策文件管理办法\n一、补贴蜂箱。")
        == "青山市关于印发政策文件管理办法"
    )


@pytest.mark.parametrize("headline", ["【政策解读】青湖县养蜂扶持办法", "一图读懂丨青湖县养蜂扶持办法"])
def test_headline_that_says_that_a_document_is_explained_is_no_name_of_that(headline: str) -> None:
    assert find_title(f"{headline}\n一、补贴蜂种。") == headline
