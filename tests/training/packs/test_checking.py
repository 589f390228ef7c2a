"""What is wrong with a pack is said in Chinese, with file and line."""

import pytest
from django.core.management import CommandError, call_command

from tests.training.packs.conftest import REAL, Folder
from training.packs.checks import checked_pack

LESSON, CASE, BANK = "lessons/D1-1.md", "cases/C01.md", "questions/role.yaml"


def test_the_real_pack_has_nothing_wrong():
    pack, problems = checked_pack(REAL)
    assert not problems
    assert pack is not None
    assert len(pack.lessons) == 19
    assert sum(len(day.sessions) for day in pack.programme.entry.days) == 26
    assert all(5 <= pack.minutes(lesson) <= 12 for lesson in pack.lessons)


# file, text to replace, its replacement, text on the line that is named, what is said
FAULTS = {
    "unknown key": ("points.yaml", "name: 会议", "nmae: 会议", "nmae", "不认识的键“nmae”"),
    "missing key": ("points.yaml", "  name: 会议\n", "", "- key: session", "缺少“name”"),
    "broken date": (
        "people/congress.yaml",
        "starts_on: 2022-02-14",
        "starts_on: 2022-13-14",
        "starts_on",
        "“starts_on”写的是“2022-13-14”，不是日期",
    ),
    "broken date in a table": (
        "law/statutes.csv",
        "2022-03-12",
        "三月",
        "dfzzf-2022",
        "“in_force_from”写的是“三月”，不是日期",
    ),
    "broken time": ("programme.yaml", "13:30", "25:30", "25:30", "不是时间"),
    "not a number": ("programme.yaml", "minutes: 80", "minutes: 八十", "八十", "应当是一个整数"),
    "uneven table": (
        "people/roster.csv",
        "R002,学员02,",
        "R002,",
        "R002",
        "这一行的列数和表头不一样",
    ),
    "doubled question": (
        "questions/session.yaml",
        "key: Q011",
        "key: Q001",
        "key: Q001",
        "题目“Q001”重复：questions/role.yaml 第 1 行已经有了",
    ),
    "doubled YAML key": (
        "pack.yaml",
        'version: "1"',
        "version: 1\nversion: 2",
        "version: 2",
        "“version”写了两次",
    ),
    "no right answer": (
        BANK,
        "{text: 由选民直接选举, right: true}",
        "{text: 由选民直接选举}",
        "options:",
        "单选题要有且只有一个正确选项（right: true），现在有 0 个",
    ),
    "two right answers": (
        BANK,
        "{text: 由上级推荐}",
        "{text: 由上级推荐, right: true}",
        "options:",
        "现在有 2 个",
    ),
    "no right answer in a part": (
        BANK,
        "{text: 要材料, right: true}",
        "{text: 要材料}",
        "    options:",
        "单选题要有且只有一个正确选项",
    ),
    "option too long": (
        BANK,
        "{text: 由上级推荐}",
        "{text: " + "长" * 256 + "}",
        "长长",
        "“text”最多 255 个字，现在有 256 个",
    ),
    "doubled option": (BANK, "{text: 由上级推荐}", "{text: 由常委会任命}", "options:", "写了两次"),
    "unknown kind": (BANK, "kind: true_false", "kind: essay", "key: Q002", "不认识的题型“essay”"),
    "unknown use": (
        "questions/session.yaml",
        "use: examination",
        "use: exam",
        "use: exam",
        "“use”写的是“exam”，只能是",
    ),
    "blank missing in the stem": (
        "questions/session.yaml",
        "代表的____以上",
        "代表的若干以上",
        "blanks:",
        "填空题的题干里没有 ____",
    ),
    "wrong number of blanks": (
        "questions/session.yaml",
        "blanks: [[三分之二, 2/3]]",
        "blanks: [[三分之二], [2/3]]",
        "blanks:",
        "题干里有 1 个空（____），答案却有 2 项",
    ),
    "true or false only": (
        BANK,
        "answer: false",
        "answer: 不对",
        "answer: 不对",
        "只能写 true 或 false",
    ),
    "doubled partner": (
        "questions/session.yaml",
        "extra_right: [区财政局]",
        "extra_right: [区人大]",
        "pairs:",
        "不能有重复的项",
    ),
    "broken citation": (
        BANK,
        "citations: [dbf-2025 第七条第（三）项]",
        "citations: [代表法7（三）]",
        "代表法7",
        "引用“代表法7（三）”写法不对",
    ),
    "unknown statute": (
        BANK,
        "[dbf-2025 第七条第（三）项]",
        "[dbf-2099 第七条]",
        "dbf-2099",
        "不认识的法律版本“dbf-2099”",
    ),
    "unknown article": (
        LESSON,
        ":::law dbf-2025 第七条第（三）项",
        ":::law dbf-2025 第八条",
        "第八条",
        "law/provisions.yaml 里没有“dbf-2025 第 8 条”",
    ),
    "unknown point": (
        CASE,
        "points: [role, session]",
        "points: [role, sesion]",
        "sesion",
        "不认识的知识点“sesion”",
    ),
    "unknown drawing": (
        LESSON,
        ":::drawing path",
        ":::drawing paht",
        "paht",
        "pictures/ 里没有示意图“paht”",
    ),
    "unknown case": (LESSON, ":::case C01", ":::case C99", "C99", "cases/ 里没有案例“C99”"),
    "unknown question": (
        LESSON,
        ":::question Q002",
        ":::question Q099",
        "Q099",
        "questions/ 里没有题目“Q099”",
    ),
    "examination question in a lesson": (
        LESSON,
        ":::question Q002",
        ":::question Q001",
        "Q001",
        "题目“Q001”是考试专用，课里只能放练习题",
    ),
    "unchecked question in a lesson": (
        LESSON,
        ":::question Q002",
        ":::question Q015",
        "Q015",
        "依据待核",
    ),
    "practice question in a test": (
        "quizzes.yaml",
        "questions: [Q001, Q011]",
        "questions: [Q001, Q012]",
        "Q012",
        "用途是 practice，这份卷子只用 examination 题",
    ),
    "nothing to draw": (
        "quizzes.yaml",
        "points: [role, session]",
        "points: [session]",
        "tag: pool",
        "可抽的题有 0 道，不够用",
    ),
    "lesson off the timetable": (
        "programme.yaml",
        "    lesson: D1-1\n",
        "",
        "",
        "这一课没有排进 programme.yaml 的日程",
    ),
    "directive not closed": (
        LESSON,
        "先读第一节。\n:::",
        "先读第一节。",
        "先读第一节",
        ":::case 没有用单独一行的 ::: 结束",
    ),
    "directive in a directive": (
        LESSON,
        "提建议，一个人就行。\n:::",
        "提建议，一个人就行。",
        ":::drawing",
        ":::law 没有用单独一行的 ::: 结束",
    ),
    "unknown directive": (LESSON, ":::steps", ":::step", ":::step", "不认识的块 :::step"),
    "decision in a lesson": (LESSON, ":::steps 三步", ":::decision", ":::decision", "不认识的块"),
    "broken YAML in a directive": (
        CASE,
        "    best: true",
        "    best: 是",
        "best: 是",
        "只能写 true 或 false",
    ),
    "unfinished decision": (
        CASE,
        "prompt: 先做哪一步？\n",
        "",
        "options:",
        "缺少“prompt”",
    ),
    "table with a short row": (
        LESSON,
        "| 有常委会吗 | 有 | 没有 |",
        "| 有常委会吗 | 有 |",
        "| 有常委会吗",
        "表头有 3 列，这一行有 2 列",
    ),
    "deep heading": (LESSON, "## 想一想", "### 想一想", "### 想一想", "小节标题只用一级"),
    "broken YAML": (
        "points.yaml",
        "  name: 会议",
        "  name: 会议: 一次",
        "会议: 一次",
        "YAML 写法有误，读不下去：值里有英文冒号",
    ),
    "open bracket": ("quizzes.yaml", "[Q001, Q011]", "[Q001, Q011", "", "方括号或花括号没有写完"),
    "alias": ("pack.yaml", "title: 小内容包", "title: *a", "", "YAML 写法有误"),
    "script in a drawing": (
        "pictures/path.svg",
        "<title>",
        "<script>alert(1)</script><title>",
        "<script>",
        "示意图里不能有 <script>",
    ),
    "style in a drawing": (
        "pictures/path.svg",
        "<title>",
        "<style/><title>",
        "<style",
        "示意图里不能有 <style>",
    ),
    "event in a drawing": (
        "pictures/path.svg",
        "<line ",
        '<line onclick="x()" ',
        "onclick",
        "示意图里不能有事件属性 onclick",
    ),
    "link in a drawing": (
        "pictures/path.svg",
        "<line ",
        '<line href="https://example.com" ',
        "href",
        "示意图里不能有链接（href）",
    ),
    "outside in a drawing": (
        "pictures/path.svg",
        'stroke="#1f1d1a"',
        'stroke="url(https://example.com/a)"',
        "url(",
        "不能引用外部内容（stroke）",
    ),
    "foreign element in a drawing": (
        "pictures/path.svg",
        "<title>",
        "<foreignObject/><title>",
        "foreignObject",
        "示意图里不能用 <foreignObject>",
    ),
    "broken drawing": ("pictures/path.svg", "</title>", "", "</svg>", "不是完整的 SVG"),
    "unknown town": (
        "people/roster.csv",
        "R004,学员04,金塘镇",
        "R004,学员04,银塘镇",
        "银塘镇",
        "不认识的镇街",
    ),
    "unknown learner": (
        "people/staff.yaml",
        "R005: zhuren",
        "R099: zhuren",
        "R099",
        "没有学员“R099”",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_line(folder: Folder, fault: str):
    file, old, new, marker, said = FAULTS[fault]
    folder.edit(file, old, new)
    told = folder.told()
    where = LESSON if fault == "lesson off the timetable" else file
    line = f"{where} 第 {folder.line(file, marker)} 行：" if marker else where
    assert any(sentence.startswith(line) and said in sentence for sentence in told), told


def test_a_case_needs_a_decision(folder: Folder):
    case = folder.path / CASE
    before, _found, rest = case.read_text(encoding="utf-8").partition(":::decision")
    after = rest[rest.index(":::timeline") :]
    case.write_text(before + after, encoding="utf-8")
    assert folder.told() == [f"{CASE} 第 2 行：案例里至少要有一个 :::decision。"]


def test_a_missing_file_is_named(folder: Folder):
    (folder.path / "programme.yaml").unlink()
    assert folder.told() == ["programme.yaml 第 1 行：缺少这个文件。"]


def test_a_file_in_another_encoding_is_named(folder: Folder):
    (folder.path / "points.yaml").write_bytes("- key: role\n  name: 代表".encode("gb18030"))
    assert folder.told() == ["points.yaml 第 2 行：文件不是 UTF-8 编码，请另存为 UTF-8。"]


def test_every_fault_is_told_at_once(folder: Folder):
    folder.edit("points.yaml", "name: 会议", "nmae: 会议")
    folder.edit("people/congress.yaml", "2022-02-14", "昨天")
    files = {sentence.split(" ")[0] for sentence in folder.told()}
    assert files == {"points.yaml", "people/congress.yaml"}


def test_the_command_refuses_a_broken_pack(folder: Folder, capsys):
    folder.edit("points.yaml", "name: 会议", "nmae: 会议")
    with pytest.raises(CommandError, match="内容包有 2 处问题"):
        call_command("check_pack", str(folder.path), stderr=None)


def test_points_that_come_before_each_other_are_named(folder: Folder):
    rows = "- {before: role, after: session, reason: 甲。}\n- {before: session, after: role, reason: 乙。}\n"
    (folder.path / "prerequisites.yaml").write_text(rows, encoding="utf-8")
    _pack, problems = checked_pack(folder.path)
    assert [problem.file for problem in problems] == ["prerequisites.yaml"]
    assert "绕成一圈" in problems[0].text
    (folder.path / "prerequisites.yaml").write_text(
        "- {before: role, after: nobody, reason: 甲。}\n", encoding="utf-8"
    )
    _pack, problems = checked_pack(folder.path)
    assert "不认识的知识点“nobody”" in problems[0].text
