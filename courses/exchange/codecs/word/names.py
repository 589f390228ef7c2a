"""The styles of our papers: identity → the name people see.

Word and WPS give styles new identities when they save, and keep the names, so both are looked at.
"""

TITLE, NOTE, SECTION = "LvzhiTitle", "LvzhiNote", "LvzhiSection"
STEM, PART, OPTION = "LvzhiStem", "LvzhiPart", "LvzhiOption"
SHOWN, SPACE = "LvzhiShown", "LvzhiSpace"
KEY_TITLE, KEY, KEY_PART = "LvzhiKeyTitle", "LvzhiKey", "LvzhiKeyPart"
SLOT = "LvzhiSlot"
"""Character style of the places to write in; no part of a question's text."""

NAMES = {
    TITLE: "履职 标题",
    NOTE: "履职 卷首",
    SECTION: "履职 题型",
    STEM: "履职 题干",
    PART: "履职 小题",
    OPTION: "履职 选项",
    SHOWN: "履职 附列",
    SPACE: "履职 作答处",
    KEY_TITLE: "履职 答案标题",
    KEY: "履职 答案",
    KEY_PART: "履职 小题答案",
    SLOT: "履职 填写处",
}
IDENTITIES = {name: identity for identity, name in NAMES.items()}
OURS = frozenset(NAMES) - {SLOT}
SKIPPED = frozenset({TITLE, NOTE, SHOWN, SPACE, KEY_TITLE})
"""Paragraphs that hold nothing of a question."""
