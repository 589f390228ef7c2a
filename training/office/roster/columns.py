"""What people call the columns of a roster."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from training.people.models import Membership

# Files are in Chinese, whatever language the desk reads.
COLUMNS = {
    "number": "编号",
    "name": "姓名",
    "unit": "镇街",
    "delegation": "代表团",
    "group": "小组",
    "role": "角色",
    "first_term": "初任或连任",
    "constituency": "选区",
    "phone": "手机",
    "email": "邮箱",
    "since": "任职日期",
}
"""Code → heading, in the order of the template."""
REELECTED = "reelected"
"""A column that asks the other way round: 是否连任."""
NEEDED = ("name",)
HEAD_WITHIN = 30
RESULT, TOLD, PLACE = "结果", "说明", "原来的行"
"""Columns of our own report, so that a corrected report can come in again."""

ALSO = {
    "number": "代表编号 人员编号 学号 学员编号 编码 代表证号 证号 代表号 登录名 number id",
    "name": "名字 代表姓名 学员姓名 姓名全称 name",
    "unit": "镇 街道 乡镇 镇（街道） 镇/街道 镇、街道 乡镇街道 所在镇街 所属镇街 单位 所在单位 "
    "所属单位 所在乡镇 所属乡镇 镇街名称 town township unit",
    "delegation": "所在代表团 所属代表团 团 delegation",
    "group": "分组 组别 所在小组 学习小组 专业小组 班组 group",
    "role": "身份 人员类别 role",
    "first_term": "初任/连任 初任、连任 初连任 初任连任 是否初任 初任 新任或连任 届次情况 first_term",
    REELECTED: "连任 是否连任",
    "constituency": "选举单位 所属选区 选区名称 选举选区 constituency",
    "phone": "手机号 手机号码 电话 电话号码 联系电话 联系方式 移动电话 手机/电话 phone mobile",
    "email": "电子邮箱 电子邮件 邮件 email e-mail mail",
    "since": "起始日期 任职时间 当选日期 当选时间 开始日期 到任日期 调入日期 自何时起 since",
}
PRIVATE = ("身份证", "证件号", "银行", "住址", "家庭", "出生", "民族", "党派")
"""Headings of what is no business of a training site: such columns are not even kept."""
BETWEEN = re.compile(r"[\s*＊:：（(].*\Z", re.DOTALL)

ROLES = {
    "代表": Membership.Role.DEPUTY,
    "人大代表": Membership.Role.DEPUTY,
    "区代表": Membership.Role.DEPUTY,
    "区人大代表": Membership.Role.DEPUTY,
    "县人大代表": Membership.Role.DEPUTY,
    "市人大代表": Membership.Role.DEPUTY,
    "学员": Membership.Role.DEPUTY,
    "deputy": Membership.Role.DEPUTY,
    "镇街人大办主任": Membership.Role.DIRECTOR,
    "人大办主任": Membership.Role.DIRECTOR,
    "人大主席": Membership.Role.DIRECTOR,
    "人大工委主任": Membership.Role.DIRECTOR,
    "主任": Membership.Role.DIRECTOR,
    "director": Membership.Role.DIRECTOR,
    "office_director": Membership.Role.DIRECTOR,
}
STAFF = ("讲师", "教师", "审稿人", "编辑", "工作人员", "工作机构人员", "管理员", "审计员")
TRUE = (
    "初任",
    "新任",
    "首次",
    "首任",
    "新当选",
    "新",
    "是",
    "√",
    "✓",
    "y",
    "yes",
    "true",
    "1",
    "对",
)
FALSE = ("连任", "续任", "再任", "老", "否", "×", "n", "no", "false", "0", "错")


def plain(text: str) -> str:
    """Full-width signs as plain ones, in lower case, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _words() -> dict[str, str]:
    found = {plain(label): code for code, label in COLUMNS.items()}
    for code, words in ALSO.items():
        found |= {plain(word): code for word in words.split()}
    return found


WORDS = _words()


def code_of(heading: str) -> str:
    """The code that a heading means; '' when it means none of ours."""
    said = re.sub(r"\s+", "", plain(heading)).strip("*:")
    if said in WORDS:
        return WORDS[said]
    # 手机（必填）, 镇街*: the explanation behind is left out.
    return WORDS.get(BETWEEN.sub("", said), "")


def is_private(heading: str) -> bool:
    """Whether a column holds what must not be kept."""
    return any(word in plain(heading) for word in PRIVATE)


def codes_of(titles: Mapping[int, str]) -> dict[int, str]:
    """The columns of a row that are headings. Of two that mean the same the one that says it in our
    words is taken, else the first."""
    found: dict[int, str] = {}
    ours = {plain(label) for label in COLUMNS.values()}
    for place, title in sorted(titles.items(), key=lambda one: (plain(one[1]) not in ours, one[0])):
        code = code_of(title)
        if code and code not in found.values():
            found[place] = code
    return found


def is_head(codes: Sequence[str]) -> bool:
    """Whether a row with these headings begins a roster."""
    return set(NEEDED) <= set(codes) and len(set(codes)) > 1
