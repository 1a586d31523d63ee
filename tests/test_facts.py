from policyclause.inference.facts import find_facts

PAGE = """发文机关：临江市人民政府办公室
成文日期：2023年06月28日
发布日期：2023-07-04 14:59

临江市人民政府办公室关于促进现代物流业
发展的实施意见
临政办发〔2023〕19号
各镇人民政府：
根据《江东省物流条例》（东政发〔2021〕7号）精神，制定本意见。
一、加强用地保障。
本意见自2023年7月28日起施行，有效期至2026年12月31日。
临江市人民政府办公室
二〇二三年六月二十八日
"""


def test_facts_of_a_page() -> None:
    facts = find_facts(PAGE)
    assert facts.title == "临江市人民政府办公室关于促进现代物流业发展的实施意见"
    assert facts.number == "临政办发〔2023〕19号"
    assert facts.issuer == "临江市人民政府办公室"
    assert (facts.written, facts.published, facts.effective) == ("2023-06-28", "2023-07-04", "2023-07-28")
    assert facts.validity == "有效期至2026年12月31日"


def test_effect_from_the_day_of_issue() -> None:
    facts = find_facts("某县扶持办法\n一、给予补助。\n本办法自印发之日起施行。\n二〇二〇年十二月三十一日")
    assert facts.effective == facts.written == "2020-12-31"


def test_text_without_facts() -> None:
    facts = find_facts("加强监管。")
    assert (facts.title, facts.number, facts.written) == ("", "", "")
