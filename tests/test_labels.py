from policyclause.labels import CODEBOOK, LABELS, instruments


def test_order_and_names_are_those_of_the_contract() -> None:
    assert LABELS == ("subsidy", "land", "talent", "finance", "regulation")


def test_every_instrument_is_fully_described() -> None:
    for instrument in instruments():
        assert instrument.title_en and instrument.title_zh and instrument.definition
        assert len(instrument.signals) >= 10
        assert instrument.rothwell_zegveld.side in ("supply", "environment", "demand")
        assert instrument.rothwell_zegveld.caveat


def test_codebook_defines_every_label_and_numbers_its_rules_without_a_gap() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    for instrument in instruments():
        assert f"| `{instrument.name}` | {instrument.title_zh} |" in text
    rules = [int(line.split(".")[0]) for line in text.splitlines() if line[:1].isdigit()]
    assert rules == list(range(1, len(rules) + 1))
