import pytest

from policyclause.inference.clean import clean


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>1.优先供应养蜂\n用地，租金可以\r\n分期缴纳。</p>", ["1.优先供应养蜂用地，租金可以分期缴纳。"]),
        ("<li><span\nlang=zh>补贴 Apis\n  mellifera 蜂种</span></li>", ["补贴 Apis mellifera 蜂种"]),
        ("<p>补贴养\n蜂。</p><p>每箱十\n元。\n由县财\n政安排。<br>一户限\n十箱。</p>", ["补贴养蜂。", "每箱十元。由县财政安排。", "一户限十箱。"]),
        ("<p>一、蜂种\n补贴蜂种。\n二、蜂箱\n补贴蜂箱。</p>", ["一、蜂种", "补贴蜂种。", "二、蜂箱", "补贴蜂箱。"]),
        ("<p>补贴养\n蜂户，每箱\n1.蜂种\n2.蜂箱</p><p>由县财\n政、镇\n财\n政安排</p><p>一户限\n十箱</p>", ["补贴养蜂户，每箱", "1.蜂种", "2.蜂箱", "由县财政、镇财政安排", "一户限十箱"]),
        ("<p>补贴蜂种\n\n补贴蜂箱\n　　补贴蜂药</p>", ["补贴蜂种", "补贴蜂箱", "补贴蜂药"]),
        ("<p><b>来源：县农业局</b>\n<b>日期：2024-05-01</b></p>", ["来源：县农业局", "日期：2024-05-01"]),
        ("<p style='white-space: pre-wrap'>补贴\n蜂种</p><div>补贴\n蜂箱</div>", ["补贴", "蜂种", "补贴", "蜂箱"]),
    ],
)  # fmt: skip
def test_lines_of_a_paragraph_with_tags(page: str, lines: list[str]) -> None:
    assert [line.strip() for line in clean(page).value.split("\n") if line.strip()] == lines


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            ["<td rowspan=2><b>蜂\n箱</b></td><td>大户</td><td>50元</td>", "<td>小户</td>\n<td>30元</td>", "<td>蜂种</td><td>10元</td>"],
            ["蜂箱 大户 50元", "蜂箱 小户 30元", "蜂种 10元"],
        ),
        (
            ["<td colspan='2'>大户</td><TD ROWSPAN='3'>每箱</TD>", "<td>甲</td><td rowspan='2'>乙</td>", "<td>丙</td>", "<td>丁</td><td>戊</td>"],
            ["大户 每箱", "甲 乙 每箱", "丙 乙 每箱", "丁 戊"],
        ),
        (["<td rowspan='2'>补贴蜂种。</td><td>大户</td>", "<td>小户</td><td>五元</td>"], ["补贴蜂种。 大户", "小户 五元"]),
        (["<td rowspan='9'>蜂箱</td><td>大户</td>", "</table><table>", "<td>小户</td><td>五元</td>"], ["蜂箱 大户", "小户 五元"]),
    ],
)  # fmt: skip
def test_a_cell_over_several_rows_is_in_each(rows: list[str], lines: list[str]) -> None:
    shown = clean(f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>").value
    assert [" ".join(line.replace("|", " ").split()) for line in shown.split("\n") if line.strip()] == lines
