import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.unfold import unfold


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def _texts(text: str) -> list[str]:
    return [s.text.replace(" ", "") for s in _segments(text)]


IN_ONE_LINE = [
    (
        "青湖市关于促进软件产业发展的若干措施 为加快软件产业集聚，制定本措施。 一、加大支持力度 （一）给予研发补助。按研发投入的5%给予补助。 "
        "（二）强化用地保障。优先供地。 二、工作要求 各部门要加强协同，确保取得实效。 青湖市人民政府办公室 2023年4月10日",
        [("", (), "为加快"), ("（一）", ("一、加大支持力度",), "（一）给予"), ("（二）", ("一、加大支持力度",), "（二）强化"), ("二、", ("二、工作要求",), "各部门")],
    ),
    (
        "临湖县小微企业贷款贴息办法第一章总则第一条为缓解融资难题，根据《促进法》第三十条的规定，制定本办法。第二章标准第二条符合第一条规定的，按照本办法第六条处理："
        "（一）首贷户贴息50%；（二）续贷户贴息30%。第三条县财政局依照第二条第（一）项拨付。",
        [("第一条", ("第一章总则",), "第一条为"), ("第二条", ("第二章标准",), "第二条符合"), ("（一）", ("第二章标准",), "（一）首"), ("（二）", ("第二章标准",), "（二）续"), ("第三条", ("第二章标准",), "第三条县")],
    ),
    (
        "海川区稳就业十条\n为稳定就业，制定以下措施。一、降低保险费率。单位费率降至0.5%。二、发放稳岗补贴。对不裁员的企业返还保费60%。",
        [("", (), "为稳定"), ("一、", (), "一、降低"), ("二、", (), "二、发放")],
    ),
    (
        "海川区贯彻稳就业指导意见的实施意见 海政发[2022]9号 为稳定就业，提出以下意见。一、降低保险费率。单位费率降至0.5%。二、发放稳岗补贴。返还保费60%。",
        [("", (), "为稳定"), ("一、", (), "一、降低"), ("二、", (), "二、发放")],
    ),
    (
        "第三条 根据一、二、三类地区的不同情况，对企业分别给予（一）一次性奖励和（二）贷款贴息两种支持，具体标准如下：1.工业每户5万元；2.商业每户3万元。",
        [("第三条", (), "第三条 根据")],
    ),
    (
        "海川区稳就业三条措施　　1.降低费率。单位费率降至0.5%。　　2.发放补贴。返还保费60%，按1.5倍计算。　　3.延长期限。延至2年。",
        [("1.", (), "1.降低"), ("2.", (), "2.发放"), ("3.", (), "3.延长")],
    ),
    (
        "海川区就业发展规划　　第一章 发展基础　　就业规模不断扩大，全区企业持续增加。　　"
        "第二章 主要任务　　第一节 发放补贴　　对企业返还保费60%。　　第二节 加强培训　　培训职工5万人次。",
        [
            ("", ("第一章发展基础",), "就业规模"),
            ("", ("第二章主要任务", "第一节发放补贴"), "对企业"),
            ("", ("第二章主要任务", "第二节加强培训"), "培训职工"),
        ],
    ),
    (
        "区人力资源局按下列标准发放补贴：1.工业企业每户5万元；2.商业企业每户3万元；3.农业企业每户2万元。",
        [("", (), "区人力资源局")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IN_ONE_LINE)
def test_document_in_one_line(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    found = _segments(text)
    assert [(s.number, s.path) for s in found] == [(number, path) for number, path, _ in expected]
    for segment_, (_, _, start) in zip(found, expected, strict=True):
        assert segment_.text.startswith(start)
        given = text[segment_.start : segment_.end]
        assert given.replace(" ", "") == segment_.text.replace(" ", "")


@pytest.mark.parametrize("opens", ["（此件公开发布）", ""])
@pytest.mark.parametrize("head", ["", "南浦县人民政府关于印发渡口管理办法的通知 南府发〔2023〕5号 "])
@pytest.mark.parametrize("gap", ["", " "])
def test_signature_and_wide_names_of_chapters_in_one_line(head: str, opens: str, gap: str) -> None:
    text = (
        f"{head}各乡镇人民政府：现将《南浦县渡口管理办法》印发给你们，请认真执行。南浦县人民政府2023年9月5日{opens}"
        f"南浦县渡口管理办法第一章  总    则{gap}第一条  为方便出行，制定本办法。第二条  渡口免费开放。"
        f"第二章{gap}附    则{gap}第三条  本办法自2023年10月1日起施行。"
    )
    found = draft(text)
    assert (found.facts.issuer, found.facts.written) == ("南浦县人民政府", "2023-09-05")
    assert "2023年" not in found.facts.title and found.facts.title.endswith(
        "渡口管理办法的通知" if head else "渡口管理办法"
    )
    names = [("第一章总则",), ("第一章总则",), ("第二章附则",)]
    assert [tuple(name.replace(" ", "") for name in s.path) for s in found.segments] == [(), *names]


@pytest.mark.parametrize(
    "sentence",
    [
        "渡口经营人在2023年9月5日前申报。",
        "南浦县人民政府2023年9月5日前批准的渡口免交租金。",
        "南浦县人民政府2023年9月5日公布的《南浦县渡船规定》同时废止。",
    ],
)
def test_day_in_a_sentence_of_one_line_signs_nothing(sentence: str) -> None:
    items = [f"一、县里改造渡口。{sentence}", f"二、渡船按期检验。{sentence}"]
    assert _texts("".join(items)) == items
    assert draft("".join(items)).facts.written == ""


def test_chapter_on_a_line_each() -> None:
    text = (
        "第一章总则第一条为规范管理，制定本办法。第二条本办法适用于全市企业，依照第五条执行。\n"
        "第二章扶持第三条对企业给予10万元补助。第四条对人才给予5万元奖励。\n"
        "第五条由市财政局拨付。第六条本办法自发布之日起施行。"
    )
    assert [(s.number, s.path) for s in _segments(text)] == [
        ("第一条", ("第一章总则",)),
        ("第二条", ("第一章总则",)),
        ("第三条", ("第二章扶持",)),
        ("第四条", ("第二章扶持",)),
        ("第五条", ("第二章扶持",)),
        ("第六条", ("第二章扶持",)),
    ]


def test_inserted_article_on_a_line() -> None:
    line = "第1条 渡口免费开放。第2条 渡船按期检验。第2-1条 渡工持证上岗。第3条 补助2万元。"
    found = unfold(
        clean(f"南浦县渡口管理办法\n{line}\n附则\n本办法由县交通局解释，长期有效，解释之前向社会公开征求意见。")
    ).value
    assert [part.split("条")[0] for part in found.split("\n")[1:5]] == ["第1", "第2", "第2-1", "第3"]


def test_article_behind_a_stop_below_an_inserted_one() -> None:
    lines = [
        "第1条 渡口免费开放。",
        "第2条 渡船按期检验。",
        "第2-1条 渡工持证上岗。",
        "证件每年检验。第3条 补助2万元。",
    ]
    assert "第3条补助2万元。" in unfold(clean("\n".join(lines))).value.replace(" ", "").split("\n")


def test_articles_out_of_order_on_a_line_are_quoted() -> None:
    text = "一、修改决定如下，自公布之日起执行。\n第三条改为两款。第九条所列标准提高一倍。\n二、其他条款不变，继续有效，依照原标准给予补助。"
    assert "第三条改为两款。第九条所列标准提高一倍。" in _texts(text)


def test_note_of_adoption_behind_the_title_of_one_line() -> None:
    text = (
        "南浦市渡口管理办法（根据2019年3月5日《南浦市人民政府关于修改部分规章的决定》第一次修正）"
        "第一章总则第一条为了加强管理，制定本办法。第二条渡口应当免费开放。第三条对渡口每年给予补助。"
    )
    found = [(s.number, s.path) for s in _segments(text)]
    assert found == [(number, ("第一章总则",)) for number in ("第一条", "第二条", "第三条")]


def test_contents_behind_the_title_of_one_line() -> None:
    text = (
        "南浦市渡口管理条例 （2022年10月8日市人大常委会通过） 目 录 第一章 总则 第二章 扶持 第一章 总则 "
        "第一条 为了加强管理，制定本条例。 第二章 扶持 第二条 对渡口每年给予补助。"
    )
    assert [(s.number, s.path) for s in _segments(text)] == [("第一条", ("第一章总则",)), ("第二条", ("第二章扶持",))]


def test_blank_before_a_figure_in_an_item_of_one_line() -> None:
    text = (
        "第四条 对渡口给予下列补助： （一）新建渡口补助五万元。 （二）租赁渡船的，可免除 1年租金，由县里承担。 "
        "第五条 渡口免费开放。"
    )
    assert "（二）租赁渡船的，可免除1年租金，由县里承担。" in _texts(text)


@pytest.mark.parametrize("number", ["南府发〔2023〕5号", "南府发〔1998〕5号", "南府〔94〕第5号"])
def test_number_behind_the_title_of_one_line(number: str) -> None:
    text = f"南浦县关于加强渡口管理的意见 {number}渡口连通两岸。一、明确责任。对渡口给予补助2万元。二、加强检查。渡工持证上岗。"
    assert unfold(clean(text)).value.split("\n")[:3] == ["南浦县关于加强渡口管理的意见", number, "渡口连通两岸。"]


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("南浦县发展渡口三年行动计划（2021—2023年）", "为发展渡口，制定本计划。"),
        ("南浦县发展渡口三年行动计划（2021—2023年）", "《渡口规划》要求建设渡口。"),
        ("南浦县印发发展渡口三年行动计划（2021—2023年）的通知", "各乡镇：渡口连通两岸。"),
        ("南浦县贯彻〈渡口发展纲要（2021—2030年）〉实施意见", "为发展渡口，制定本意见。"),
        ("南浦县关于印发《渡口三年行动计划（2021—2023年）分年方案》的通知", "各乡镇：渡口连通两岸。"),
        ("南浦县发展渡口三年行动计划（2021—2023年）实施方案", "各乡镇：渡口连通两岸。"),
    ],
)
def test_title_of_one_line_with_a_period(title: str, following: str) -> None:
    text = f"{title}{following}一、明确责任。对渡口给予补助2万元。二、加强检查。渡工持证上岗。"
    assert unfold(clean(text)).value.split("\n")[0] == title


@pytest.mark.parametrize("contents", ["", "目录 第一章 总则 第二章 管理 第三章 附则 "])
def test_references_below_a_chapter_of_one_line(contents: str) -> None:
    text = (
        f"南浦县渡口管理办法 {contents}第一章 总则 第一条 为了加强管理，制定本办法。 第二章 管理 第二条 渡口应当免费开放。 "
        f"第三章 附则 违反第二章第二条规定的，处五百元罚款。 第三条 本办法自2023年7月1日起施行。"
    )
    assert [(s.text[:2], s.path) for s in _segments(text)] == [
        ("第一", ("第一章总则",)),
        ("第二", ("第二章管理",)),
        ("违反", ("第三章附则",)),
        ("第三", ("第三章附则",)),
    ]


SEQUENCE = [
    "第一章 总则",
    "第一条 为加强渡口管理，制定本办法。",
    "第二章 补助",
    "第二条 有下列情形的，给予补助：",
    "（一）新建渡口；",
    "（二）更新渡船。",
    "第三条 申报补助按下列程序办理：",
    "1.经营人申请。",
    "2.县交通局审核。",
    "第四条 渡口免费开放。",
]


@pytest.mark.parametrize("i", [i for i, line in enumerate(SEQUENCE) if i and SEQUENCE[i - 1][-1] in "。；"])
@pytest.mark.parametrize("between", ["", " "])
def test_one_lost_line_end_before_a_number_in_sequence(i: int, between: str) -> None:
    text = "\n".join(["南浦县渡口补助办法", *SEQUENCE[:i]]) + between + "\n".join(SEQUENCE[i:])
    found = unfold(clean(text)).value.split("\n")[1:]
    assert [line.replace(" ", "") for line in found] == [line.replace(" ", "") for line in SEQUENCE]


@pytest.mark.parametrize("stop", "；;。")
def test_items_on_one_line_behind_any_stop(stop: str) -> None:
    text = (
        f"第五条 对渡口给予下列补助：\n(一)新建渡口补助五万元{stop}(二)更新渡船;(三)培训渡工。\n第六条 渡口免费开放。"
    )
    assert [s.number for s in _segments(text)] == ["第五条", "(一)", "(二)", "(三)", "第六条"]


@pytest.mark.parametrize(
    "line",
    [
        "第二条 补助分两类：（一）新建渡口；（二）更新渡船；（三）培训渡工。",  # a list of its own
        "第二条 渡口免费开放。第五条所列的除外。",
        "第二条 渡口免费开放。第四条 渡船按期检验。",  # not the next
        "第二条 渡口免费开放。第二章规定的措施由县交通局落实。",
        "第二条 渡口免费开放。（二）项所列的除外。",
    ],
)
def test_numbers_out_of_sequence_stay_in_their_line(line: str) -> None:
    text = f"第一章 总则\n第一条 渡口分类如下：\n（一）客运渡口。\n{line}\n第三条 渡工持证上岗。"
    assert unfold(clean(text)).value == clean(text).value


@pytest.mark.parametrize(
    "fields", ["来源：县交通局 发布时间：2023-05-06 点击：305次", "发布时间：2023-05-06 来源：县交通局"]
)
def test_fields_and_closing_of_one_line(fields: str) -> None:
    text = (
        f"南浦县渡口补助办法 {fields} 为改造渡口，制定本办法。 一、对渡口每年补助五万元。 二、对渡工每月补贴二百元。"
        "本办法自2023年7月1日起施行，有效期三年。 【打印】【关闭】 上一篇：无"
    )
    assert _texts(text) == [
        "为改造渡口，制定本办法。",
        "一、对渡口每年补助五万元。",
        "二、对渡工每月补贴二百元。",
        "本办法自2023年7月1日起施行，有效期三年。",
    ]
