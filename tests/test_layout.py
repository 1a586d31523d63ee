from __future__ import annotations

import time

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.layout import restore_lines
from policyclause.inference.unfold import unfold


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def _texts(text: str) -> list[str]:
    return [s.text.replace(" ", "") for s in _segments(text)]


def _wrapped(paragraphs: list[str], columns: int, indent: str) -> str:
    """The paragraphs in lines of a width; a stop or comma may hang over it."""
    lines = []
    for paragraph in paragraphs:
        line, width = indent, 4 if indent else 0
        for character in paragraph:
            wide = 2 if character > "\u2000" else 1
            if width + wide > columns and character not in "，。；：、）":
                lines.append(line)
                line, width = "", 0
            line, width = line + character, width + wide
        lines.append(line)
    return "\n".join(lines)


PARAGRAPHS = [
    "第八条对符合本办法规定情形的企业，由区县根据本办法第五条第（三）项、第九条和第十二条之一规定执行，补贴标准由市财政局另行制定公布。",
    "第九条市财政对三、四线城市来本市投资的企业，按照附件1、附件2所列标准给予补助；对列入计划的，给予奖励，市县两级按1:1分担。费用据实结算。",
    "第十条申请人应当具备下列条件：",
    "（一）在本市依法登记注册，具有独立法人资格，并连续经营满两年；近三年内无重大违法记录；",
    "（二）未被列入严重失信主体名单。",
    "第十一条鼓励银行加大信贷投放，降低融资成本；鼓励担保机构降低费率，费率不超过1%的，由财政给予补贴。已经享受的，不得重复申领。",
    "第十二条对引进的高层次人才，给予住房补贴，每人每月不超过2000元，期限不超过三年。",
    "第十三条本办法由市财政局会同市工业和信息化局负责解释，自发布之日起施行，有效期三年。",
]  # fmt: skip


@pytest.mark.parametrize("indent", ["\u3000\u3000", "    "])
@pytest.mark.parametrize("columns", [28, 33, 37, 41, 48, 57, 64, 74, 82])
def test_unindented_lines_go_on_whatever_the_line_above_ends_with(columns: int, indent: str) -> None:
    assert _texts(_wrapped(PARAGRAPHS, columns, indent)) == PARAGRAPHS


@pytest.mark.parametrize("columns", [29, 35, 42, 50, 58, 66, 76])
def test_lines_without_indents_go_on_after_semicolons_and_before_references(columns: int) -> None:
    paragraphs = [p.replace("分担。费用", "分担，费用").replace("补贴。已经", "补贴，已经") for p in PARAGRAPHS]
    assert _texts(_wrapped(paragraphs, columns, "")) == paragraphs


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("第八条 对符合本办法第五条规定情形的企业，由区县根据本办法\n第十二条执行，补贴标准由市财政局会同市工信局另行制定公布，\n报市政府批准后实施。", 1),
        ("    一、支持技术改造。对总投资一千万元以上的项目，按设备投资额给予补助；\n对列入省级计划的，按投资额的百分之十二给予补助，所需资金由市县两级分\n担。\n    二、强化用地保障。新增用地优先保障；允许企业在不改变用途的前提下提\n高容积率。\n    三、加大金融支持。设立产业引导基金，重点投向新能源和新材料。", 3),
    ],
)  # fmt: skip
def test_few_lines_go_on_at_references_and_stops(text: str, count: int) -> None:
    assert len(_segments(text)) == count


def test_items_of_one_length_are_not_joined() -> None:
    names = (("（一）", "国家"), ("（二）", "本省"), ("（三）", "本市"), ("", "本区"), ("", "本县"))
    items = [f"{number}对获得{name}级认定的企业，给予一次性奖励资金共计50万元；" for number, name in names] * 2
    assert _texts("\n".join(items)) == items
    indented = ["　　" + item if item.startswith("（") else item for item in items]
    assert _texts("\n".join(indented)) == items


def test_short_lines_without_stops_are_no_column() -> None:
    kinds = ("厂房", "仓库", "市场", "驿站", "书院", "茶馆", "渡口", "工坊", "画室", "窑址")
    lines = [f"对新建的{kind}给予租金补贴，连补{n}年" for n, kind in enumerate(kinds, 2)]
    assert _texts("\n".join(lines)) == lines


MARKS = [
    "－ {} －", "－{}－", "―{}―", "─{}─", "−{}−", "‐{}‐", "·{}·", "•{}•", "~{}~", "{}/18", "Page {} of 18", "P{}", "[{}]", "一 {} 一", "第{}页 共18页",
    "{} 南浦市人民政府公报 2022年第8期", "南浦市人民政府公报 2022年第8期 {}",
]  # fmt: skip


@pytest.mark.parametrize("mark", [*MARKS, "第{}页"])
def test_page_marks_inside_sentences(mark: str) -> None:
    numbers = ("六", "七") if mark == "第{}页" else ("6", "7")
    first, second = (mark.format(number) for number in numbers)
    text = (
        f"一、支持平台建设。对列入省级计划的平台，\n{first}\n最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。\n"
        f"二、强化用地保障。\n（一）新增用地优先予以保障。\n（二）落实各项政策，\n{second}\n允许企业提高容积率，不再增收土地价款。"
    )
    assert _texts(text) == [
        "一、支持平台建设。对列入省级计划的平台，最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。",
        "（一）新增用地优先予以保障。",
        "（二）落实各项政策，允许企业提高容积率，不再增收土地价款。",
    ]


RULES = [
    "第一章总则",
    "第一条为了规范渡口管理，保障渡运安全，方便群众出行，根据本市实际情况制定本规定，由各县落实。",
    "第二条县交通局履行下列职责：",
    "（一）编制渡口年度规划；",
    "（二）组织渡口安全检查；",
    "第三条乡镇应当落实下列事项，按年公布：",
    "（一）登记渡船和渡工；",
    "（二）维修渡口的码头和候船亭；",
    "第四条对新建渡口给予一次性补助，每处不超过二十万元，由县财政在年度预算之中予以安排。",
    "第五条渡工应当具备下列条件：",
    "（一）年满十八周岁，身体健康；",
    "（二）持有驾驶渡船的证书。",
    "第六条渡口经营人按照国家规定为渡船投保的，县财政承担保费的一半，每年年底前结算一次。",
]  # fmt: skip


@pytest.mark.parametrize("columns", [44, 50, 54])
@pytest.mark.parametrize("indent", ["\u3000\u3000", ""])
def test_broken_lines_among_short_items(columns: int, indent: str) -> None:
    assert _texts(_wrapped(RULES, columns, indent)) == RULES[1:]


HEADINGS = [
    "坚持安全渡运优先，着力改善渡口和码头通行条件",
    "坚持便民利民优先，着力更新各乡镇老旧渡船设备",
    "坚持专业管理优先，着力提高渡工和船员上岗本领",
    "坚持属地负责优先，着力落实各村和社区看护责任",
]


@pytest.mark.parametrize("numbers", ["一二三四", ""])
@pytest.mark.parametrize("first", ["对新建渡口给予补助，由县财政安排。", "新建渡口享受补助，由县财政安排。"])
def test_parallel_headings_are_not_broken_lines(numbers: str, first: str) -> None:
    marks = [f"{number}、" for number in numbers] or [""] * len(HEADINGS)
    headings = [mark + heading for mark, heading in zip(marks, HEADINGS, strict=True)]
    lines = [line for heading in headings for line in (heading, first, "对更新渡船给予补助，由县里审定。")]
    text = "\n".join(["南浦县渡口扶持办法", *lines])
    assert restore_lines(clean(text)).value == text


@pytest.mark.parametrize(
    ("begin", "first", "following"),
    [
        (0, "对新建渡口给予补助", "新建渡口享受补助"),
        (0, "新建渡口享受补助", "设立渡口专项资金"),
        (2, "对新建渡口给予补助", "新建渡口享受补助"),
    ],
)
def test_headings_with_commas_in_different_places_are_not_broken_lines(begin: int, first: str, following: str) -> None:
    headings = [
        "一、坚持安全渡运优先，着力改善渡口和码头的通行条件",
        "二、便民利民，着力更新各乡镇各街道的老旧渡船和设备",
        "三、坚持依法从严管理渡工和各类船员，提高其上岗本领",
    ]
    lines = [
        f"{heading[begin:]}\n{first}，由县财政安排。\n{following}，由县财政安排。\n县交通局审定标准，并向社会公布。"
        for heading in headings
    ]
    text = "\n".join(["南浦县渡口扶持办法", *lines])
    assert restore_lines(clean(text)).value == text


def test_short_heading_of_broken_paragraphs() -> None:
    text = "市里听取渡口建设情况的汇报，对渡船更新和码头改造作了研究，同意按照既定的标准补助。"
    lines = ["一、研究渡口和码头的改造事项", *_wrapped([text], 32, "").split("\n")]
    found = _segments("\n".join([*lines, lines[0].replace("一", "二"), *lines[1:]] * 2))
    assert {s.text for s in found} == {text}


def test_few_items_without_stops() -> None:
    items = [
        "1、对新建渡口的经营人给予补助，每处不超过二十万元，分三年拨付",
        "2、对更新渡船的经营人给予补助，每艘不超过三十万元，验收后拨付",
        "3、对持证渡工给予补贴，每人每月二百元，由乡镇在年底前统一发放",
    ]
    assert _texts(_wrapped(items, 46, "")) == items


@pytest.mark.parametrize(
    "broken",
    [
        "更新渡船。{}由经营人更换，县交通局对照渡船的大小分档补助；",
        "对更新{}的给予补助，由县交通局在渡船验收合格以后一次拨付；",
    ],
)
def test_broken_items_are_no_headings(broken: str) -> None:
    names = ("渡船", "老渡船", "老旧渡船")
    words = ["新建渡口应当报县交通局批准；"] * 6 + [broken.format(name) for name in names]
    items = [f"（{number}）{item}" for number, item in zip("一二三四五六七八九", words, strict=True)]
    assert restore_lines(clean(_wrapped(items, 50, ""))).value == "\n".join(items)


@pytest.mark.parametrize("below", ["责任单位：县交通局", "补助标准：每处二十万元"])
def test_what_is_said_of_items_is_not_broken_off_them(below: str) -> None:
    tasks = ("新建渡口", "维修码头", "更新渡船")
    items = [f"{n}、支持{task}，改善群众出行条件，分三年实施\n{below}" for n, task in enumerate(tasks, 1)]
    text = "\n".join(["南浦县渡口扶持办法", *items])
    assert restore_lines(clean(text)).value == text


def test_departments_below_a_full_line() -> None:
    text = "\n".join(
        [
            *_wrapped(PARAGRAPHS, 48, "").split("\n"),
            "一、支持各县区的渡口和码头改造，分三年组织实施",
            "（责任单位：县交通局）",
        ]
    )
    assert "实施\n（责任" in restore_lines(clean(text)).value


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("第二条 对首次评为示范的渡口，分别", "给予一次性奖励十万元、五万元。"),
        ("第二条 对没有发生事故的渡口，自次", "年起免收检验费。"),
        ("第二条 渡口经营人每年向所在乡镇报送渡船检", "验的情况和渡工的名单。"),
        ("第二条 对连续三年没有发生事故的渡", "口经营人免收检验费。"),
        ("（一）改造渡口。渡口按照造价的一", "半补助，每年拨付一次。"),
        ("（二）对连续三年没有发生事故的渡口，自次", "年起免收检验费。"),
        ("为方便两岸群众出行，根据省里有关规", "定，结合本县实际，制定本办法。"),
        ("1.县财政每年安排不少于1.2亿", "元，用于改造渡口。"),
        ("（一）改造渡口。渡口按照造价的一", "半补助，\n每年拨付一次。"),
    ],
)
def test_one_break_in_a_document_of_whole_lines(line: str, following: str, blank: str) -> None:
    text = f"南浦县渡口扶持办法\n第一条 渡口免费开放。\n{line}{blank}{following}\n第三条 渡船按期检验。"
    joined = line + following.replace("\n", "")
    assert f"\n{joined}\n" in restore_lines(clean(text)).value


@pytest.mark.parametrize(
    "article",
    [
        "第二条 依照本办法第|十二|条的规定，免收检验费。",
        "第二条 违反本办法第|十二条|、|第十三条|规定的，处五百元罚款。",
        "第二条 渡工依照|《渡口管理条例》第|十二条规定持证上岗。",
    ],
)
def test_references_that_had_lines_of_their_own(article: str) -> None:
    text = f"南浦县渡口管理办法\n第一条 渡口免费开放。\n{article}\n第三条 渡船按期检验。"
    found = restore_lines(clean(text.replace("|", "\n"))).value
    assert found == restore_lines(clean(text.replace("|", ""))).value


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("（一）加强渡口日常管理，改善群众出行", "乡镇落实人员和经费。"),
        ("（一）改造渡口。每处渡口补助五万元", "渡口和渡船按期检验。"),
        ("（一）更新渡船。县里给经营人发放补贴", "渡口和渡船按期检验。"),
        ("（一）更新渡船。渡船由经营人自己更换", "责任单位：县交通局、县财政局。"),
        ("（一）经营十年以上的渡口，重点改造设施", "渡口设置候船亭。"),
        ("（一）造价在100万元以上的渡口和渡船", "给予一半补助。"),
        ("第二条 渡口的设施和管理", "渡口设置候船亭。"),
        ("（一）县里安排5万元，改造甲渡口和乙渡口", "注：五年累计。"),
        ("对外开放渡口，方便群众出行", "渡口设置候船亭。"),
    ],
)
def test_whole_lines_without_stops_stay_apart(line: str, following: str) -> None:
    text = f"南浦县渡口扶持办法\n第一条 渡口免费开放。\n{line}\n{following}\n第三条 渡船按期检验。"
    assert f"\n{line}\n{following}\n" in restore_lines(clean(text)).value


PAGES = [
    "一、改造渡口。对列入年度计划的渡口，按照造价的一半给予补助，",
    "由县财政在预算中安排。",
    "二、更新渡船。老旧渡船分三年更新。",
    "渡船应当按期检验。",
    "三、培训渡工。渡工每年参加两次安全培训，合格的渡工上岗作业，",
    "县里公布合格渡工的名单。",
]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("南浦渡口政策汇编", "南浦市交通局编印     - {} -"),
        ("2023/8/15 10:22     渡口补助措施_南浦交通网", "https://www.nanpu.example/dukou/2023.html     {}/3"),
        ("南浦渡口政策汇编\n第三辑渡口和码头", "— {} —"),
        ("南浦渡口政策汇编", "————————"),
        ("扫描全能王 创建", "Scanned with CamScanner"),
    ],
)
def test_heads_and_feet_inside_sentences(head: str, foot: str) -> None:
    first, second = (f"{foot.format(page)}\n{head}" for page in (1, 2))
    text = "\n".join([head, PAGES[0], first, *PAGES[1:5], second, PAGES[5], foot.format(3)])
    assert [s.text for s in _segments(text)] == [s.text for s in _segments("\n".join(PAGES))]


def test_head_of_two_lines_below_page_numbers() -> None:
    head = "国家渡口文件库\n南浦渡口文件"
    below = ("由县财政在预算中\n安排。", "县里公布合格渡工的\n名单。")
    text = "\n".join([PAGES[0], f"- 1 -\n{head}", below[0], *PAGES[2:5], f"- 2 -\n{head}", below[1]])
    assert "文件" not in restore_lines(clean(text)).value


def test_head_inside_one_sentence_of_several() -> None:
    head = "南浦渡口政策汇编"
    text = "\n".join([*PAGES[:1], head, *PAGES[1:4], head, *PAGES[4:], head])
    assert head not in restore_lines(clean(text)).value


@pytest.mark.parametrize("mark", ["-{}-", " - {} -", "—{}—", " {} / 9", "{}/9"])
def test_page_numbers_behind_words(mark: str) -> None:
    text = "第一条 改造渡口，由县里给予补{}\n\n助，每处五万元。{}\n第二条 渡口免费开放。"
    found = restore_lines(clean(text.format(mark.format(6), mark.format(7)))).value
    assert found == "第一条 改造渡口，由县里给予补助，每处五万元。\n第二条 渡口免费开放。"


@pytest.mark.parametrize("numbers", [("1/3", "2/5"), ("2/3", "1/3"), ("2/3", "。")])
def test_fractions_behind_words_stay(numbers: tuple[str, str]) -> None:
    text = "第一条 县里承担造价的{}\n第二条 乡镇承担造价的{}"
    assert restore_lines(clean(text.format(*numbers))).value == text.format(*numbers)


TITLED = [
    "南浦县渡口补助办法",
    "第一条 有下列情形的，给予补助：",
    "（一）新建渡口；",
    "（二）更新渡船。",
    "补助每年结算一次。",
]


@pytest.mark.parametrize("place", [3, 4, 5])
def test_title_on_each_page(place: int) -> None:
    printed = [*TITLED[:place], TITLED[0], *TITLED[place:]]
    assert restore_lines(clean("\n".join(printed))).value.strip() == "\n".join(TITLED)


@pytest.mark.parametrize("opening", ["第一条 渡口免费开放。", "为方便群众出行，制定本办法。", "南政发〔2023〕5号"])
def test_title_of_another_document_stays(opening: str) -> None:
    text = "\n".join([*TITLED, TITLED[0], opening])
    assert restore_lines(clean(text)).value == text


@pytest.mark.parametrize(
    ("last", "counts"),
    [
        (["适用范围为南浦县的渡口", "南浦县交通局办公室"], [4, 2]),
        (["补贴对象：渡口经营人", "（责任单位：县交通局）"], [4, 4]),
        (["（责任单位：县交通局）", "补贴对象：渡口经营人"], [4, 4]),
    ],
)
def test_last_lines_of_short_documents_are_no_heads(last: list[str], counts: list[int]) -> None:
    body = "{0}补助办法\n对{0}每年补助五万元。\n" + "\n".join(last)
    documents = [body.format(name) for name in ("渡口", "码头", "渡船", "渡工")]
    text = "\n— 1 —\n".join(documents[:2]) + "\n" + "\n— 3 —\n".join(documents[2:]) + "\n附则"
    found = restore_lines(clean(text)).value
    assert [found.count(line) for line in last] == counts


@pytest.mark.parametrize(
    ("item", "line"),
    [
        ("（{}）", "补助标准"),
        ("第{}条", "（试行标准）"),
        ("第{}条", "申请人：各乡镇"),
        ("第{}条", "南浦县交通局"),
        ("第{}条", "第一节补助标准"),
    ],
)
def test_lines_that_repeat_below_items_stay(item: str, line: str) -> None:
    text = "\n".join(
        f"{item.format(n)}改造{name}渡口，方便两岸的群众安全出行\n{line}\n五万元以内据实补助。\n渡口免费开放。"
        for n, name in zip("一二三", "甲乙丙", strict=True)
    )
    assert text.count(line) == restore_lines(clean(text)).value.count(line) == 3


@pytest.mark.parametrize(
    "mark", ["— 2 一", "- 10 一", "— ll —", "— 1 2 —", "8 of 12", "〔6〕", "（15）", "13.", "第 1 页（共 2 页）"]
)
def test_page_numbers_as_optical_readers_give_them(mark: str) -> None:
    assert len(_segments(f"{PAGES[0]}\n{mark}\n{PAGES[1]}")) == 1


def test_number_alone_above_its_item_is_no_page() -> None:
    text = "（1）渡口免费开放。\n渡口归乡镇管理，渡船归各经营人自己管理\n（{}）\n渡工归县交通局管理。"
    assert "（2）" in restore_lines(clean(text.format(2))).value
    assert "（3）" not in restore_lines(clean(text.format(3))).value


def test_footnote_inside_a_sentence() -> None:
    text = "一、更新渡船。县财政对经营人更新渡船①给予补助，验收以后拨付，\n{}— 3 —\n所需资金列入预算。"
    note = "① 渡船指运送人和货物的船。\n"
    assert _texts(text.format(note)) == _texts(text.format(""))
    assert note.strip() in restore_lines(clean(text.format(note).replace("渡船①", "渡船"))).value


def test_cells_on_a_line_each_are_no_running_heads() -> None:
    rows = "1\n国家级奖励50万元\n2\n国家级奖励30万元\n3\n以上奖励由市财政承担，一次性拨付。"
    assert _texts(rows) == ["国家级奖励50万元", "国家级奖励30万元", "以上奖励由市财政承担，一次性拨付。"]


def test_counted_names_close_together_stay() -> None:
    rows = ["1 示范企业应当带动上下游发展", "2 示范企业应当带动上下游发展"]
    assert _texts("\n".join(rows)) == [row.replace(" ", "") for row in rows]


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


@pytest.mark.parametrize(
    "unit",
    [
        "- 5\n",
        "- ",
        "第一章甲第一条",
        "（号）",
        '{"a":',
        '{"\\',
        "\\n",
        "第三条乙。 ",
        "1 甲乙丙丁\n",
        "①\n1\n",
        "来源： ",
    ],
)
def test_no_pattern_takes_the_square_of_the_length(unit: str) -> None:
    for text in (unit * 20000 + "x", "甲办法（通过" + unit * 20000):
        started = time.process_time()
        restore_lines(unfold(clean(text)))
        assert time.process_time() - started < 4
