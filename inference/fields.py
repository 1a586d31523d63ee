"""Names of the fields in which a page tells about its document, by the fact that each gives."""

from __future__ import annotations

from typing import Literal

Fact = Literal[
    "title",
    "number",
    "issuer",
    "written",
    "issued",
    "published",
    "effective",
    "validity",
    "abstract",
    "record",
    "common",
]

# ``issued`` is the day of publication to some pages, and to those that name that too the day of writing. ``record`` are
# names that only the record of a document has, ``common`` those that tables and provisions have too.
_NAMES: dict[Fact, str] = {
    "title": "名称 标题 题名 信息名称 信息标题 文件名称 文件标题 公文名称 公文标题 法规名称 法规标题 中文名",
    "number": "文号 发布文号 发文文号 公文文号 发文字号 文件编号",
    "issuer": (
        "发文机关 发文机构 发文单位 发文部门 发布机关 发布机构 发布单位 发布部门 "
        "颁布机关 颁布机构 颁布单位 颁布部门 颁发机关 颁发机构 颁发单位 颁发部门 制发机关 制发单位"
    ),
    "written": "成文日期 成文时间 生成日期",
    "issued": "发文日期 发文时间",
    "published": "修正日期 发布日期 发布时间 颁布日期 颁布时间 颁发日期 颁发时间 公布日期 公开日期",
    "effective": "实施日期 施行日期 生效日期 生效时间",
    "validity": "有效性 时效性 效力状态",
    "abstract": "内容概述 内容摘要 内容提要 内容简介 摘要",
    "record": (
        "索引号 信息索引 信息索引号 统一编号 公开责任部门 效力 效力级别 时效 失效日期 失效时间 废止日期 废止时间 "
        "主题分类 主题词 体裁分类 公文种类 组配分类 信息分类 公开方式 公开形式 公开范围 "
        "法规类别 生效状态 附档 速别 受文者 密等及解密条件或保密期限"
    ),
    "common": (
        "公开时限 公开类别 公开目录 关键词 城市 类别 分类 所属分类 所属栏目 所属主题 所属类别 组配 服务对象 "
        "文件状态 文件类型 文件来源 拟稿 语种 相关链接"
    ),
}
FACTS: tuple[Fact, ...] = ("title", "number", "issuer", "written", "issued", "published", "effective", "validity")
_GAP = r"[^\S\n\t]{0,8}"  # between the characters of a name that is set wide: 文　　号


def field_names(*facts: Fact) -> frozenset[str]:
    """The names of the fields of some facts."""
    return frozenset(name for fact in facts for name in _NAMES[fact].split())


def field_pattern(*facts: Fact) -> str:
    """A pattern of the names of the fields of some facts, also where they are set wide."""
    return f"(?:{'|'.join(_GAP.join(name) for fact in facts for name in _NAMES[fact].split())})"
