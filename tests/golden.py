"""Write the golden predictions of the packaged model: run after each change of it."""

import json
from pathlib import Path

from policyclause import Classifier

TEXTS = (
    "对首次认定的国家级企业技术中心，给予100万元一次性奖励。",
    "推行工业用地弹性年期出让，支持先租后让。",
    "深化产教融合、校企合作，培养高技能人才。",
    "引导银行加大中长期贷款投放，扩大信用贷款规模。",
    "推行告知承诺制，压减审批环节。",
    "办好文化旅游节，打造特色品牌。",
    "对企业引进的高层次人才，按规定给予购房补贴。",
    "市财政对贷款利息给予50%补贴。",
    "全市地区生产总值增长6.5%左右。",
    "根据《土地管理法》等规定，制定本办法。",
)

if __name__ == "__main__":
    scores = Classifier.load().predict_proba(TEXTS).round(4).tolist()
    entries = [{"text": t, "scores": s} for t, s in zip(TEXTS, scores, strict=True)]
    path = Path(__file__).parent / "data" / "golden.json"
    path.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
