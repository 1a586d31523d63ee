import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.layout import restore_lines


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


# What tags and short pages break, and the text of the clauses.
BROKEN = [
    ("一、根据\n《产业扶持办法》\n，减免3个月租金，最高\n5\n万元。", ["一、根据《产业扶持办法》，减免3个月租金，最高5万元。"]),
    ("一、按设备投资额的\n10%\n给予补助，最高\n200万元\n，分两年兑付。", ["一、按设备投资额的10%给予补助，最高200万元，分两年兑付。"]),
    ("一、对新开航线的企业，\n给予每班10万元补贴，\n年度最高500\n万元；", ["一、对新开航线的企业，给予每班10万元补贴，年度最高500万元；"]),
    ("第四条 本办法所称航线，是指\n年度内新开通的定期航线。", ["第四条 本办法所称航线，是指年度内新开通的定期航线。"]),
    ("一、落实（《产业目录\n》所列）企业的补贴，加快（PM\n2.5\n）治理。", ["一、落实（《产业目录》所列）企业的补贴，加快（PM2.5）治理。"]),
    ("一、蜂场改造\n:每户补贴5万元，由县财政安排。", ["一、蜂场改造:每户补贴5万元，由县财政安排。"]),
    (
        "县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内向社会公\n示补贴名单，接受监督。\n以上补贴由县财政安排。",
        ["县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内向社会公示补贴名单，接受监督。", "以上补贴由县财政安排。"],
    ),
    ("一、完善政策，\n二、给予补助，\n一是贷款贴息，二是担保补贴。", ["一、完善政策，", "二、给予补助，", "一是贷款贴息，二是担保补贴。"]),
    (
        "一、统筹产业布局和环境容量，\n青山市人民政府公报 2023年第5期\n- 12 -\n市县两级安排用地指标。\n"
        "二、安排专项资金，\n青山市人民政府公报 2023年第5期\n- 13 -\n支持企业技术改造。",
        ["一、统筹产业布局和环境容量，市县两级安排用地指标。", "二、安排专项资金，支持企业技术改造。"],
    ),
    ("## 一、优先供地，\n减免租金。", ["一、优先供地，减免租金。"]),
    ("一、支持蜂业，\n## 用地保障\n优先供地。", ["一、支持蜂业，", "优先供地。"]),
    ("## 政策依据\n根据省的规定，给予补贴。", ["根据省的规定，给予补贴。"]),
    ("一、申报\n" + "请于月底前报送材料，逾期不予受理。\n" * 2 + "12\n联系科室：财政科", ["请于月底前报送材料，逾期不予受理。"] * 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clauses"), BROKEN)
def test_breaks_inside_sentences_are_mended(text: str, clauses: list[str]) -> None:
    assert [s.text for s in _segments(text)] == clauses


def test_long_lines_without_stops_are_not_joined_to_what_begins_like_a_paragraph() -> None:
    text = "县农业农村局每年核定蜂场规模。镇人民政府按照核定的蜂群数量发放良种补贴，在三十日内公示补贴名单"
    for line in ("每户限领一次，由县财政安排。", "（二）补贴蜂药。", "本县蜂农优先。"):
        assert [s.text for s in _segments(f"{text}\n{line}")] == [text, line]


def test_long_heading_without_a_stop_is_not_joined_to_its_text() -> None:
    heading = "一、坚持良种先行，加强蜂种保护、蜂场改造和蜂产品质量监管，努力开创全县养蜂业高质量发展新局面"
    assert _segments(f"{heading}\n划定保护区，登记蜂群。")[0].path == (heading,)


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
        ("（一）新建渡口的候船亭每处奖励五十万", "元，由县财政拨付。"),
        ("（一）渡口每年安排不少于三百米的岸线供", "渡船停靠。"),
        ("（一）改善渡口设施，县里统一供应渡船，优", "先更新木船。"),
        ("（一）渡口经营人在汛期之前检查渡船和", "码头，登记渡工。"),
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
        ("（一）对外开放渡口，改善设施，群众满意", "渡口设置候船亭。"),
        ("（一）维护渡口安定促进两岸关系祥和", "渡口设置候船亭。"),
        ("（一）推动渡船运力利用率逐步趋于饱和", "渡口设置候船亭。"),
        ("（一）实施渡口人才计划培育渡工百千万", "人才引进由县里负责，每年检查。"),
    ],
)
def test_whole_lines_without_stops_stay_apart(line: str, following: str) -> None:
    text = f"南浦县渡口扶持办法\n第一条 渡口免费开放。\n{line}\n{following}\n第三条 渡船按期检验。"
    assert f"\n{line}\n{following}\n" in restore_lines(clean(text)).value


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("县交通局每季度会同水利局检查渡口并受理过渡人的投诉", "材料，核实后答复。"),
        ("本县渡船所称的大型渡船是指载客人数在一百人以", "上的渡船。"),
        ("县交通局发布的《渡口名录》，登记了今年的", "渡船渡工，并抄送各镇。"),
    ],
)
@pytest.mark.parametrize("comma", ["，", ","])
def test_unnumbered_line_that_says_what_a_sentence_does_goes_on(line: str, following: str, comma: str) -> None:
    line, following = line.replace("，", comma), following.replace("，", comma)
    text = f"一、渡口管理\n{line}\n{following}\n二、附则\n渡船应当检验。"
    whole = [s for s in _segments(text) if s.number == "一、"]
    assert [(s.path, s.text) for s in whole] == [(("一、渡口管理",), line + following)]


def test_line_that_ends_as_a_whole_sentence_is_not_joined() -> None:
    lines = ["几年来，全县渡口管理总的形势是很好的", "渡船数量继续得到增加。"]
    assert restore_lines(clean("\n".join(lines))).value.split("\n") == lines
