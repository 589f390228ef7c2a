"""The questions of a feedback form: pure, as they lie in JSON.

A question is `{"key", "kind", "text", "text_en"}`; `kind` is a scale of five words, or `words` for
an open one. The key stays as long as the text does: only then may days and classes be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WORDS = "words"
# From best (5) to worst (1): words, never stars, for a star says nothing that one could act on.
SCALES: dict[str, tuple[Promise, ...]] = {
    "agree": (_("完全同意"), _("同意"), _("一般"), _("不太同意"), _("不同意")),
    "satisfied": (_("很满意"), _("满意"), _("基本满意"), _("不太满意"), _("不满意")),
}
KINDS: dict[str, Promise] = {
    "agree": _("五档：完全同意……不同意"),
    "satisfied": _("五档：很满意……不满意"),
    WORDS: _("写几句话"),
}
BEST = 5
MOST = 10
"""So many questions are answered in a minute or little more."""
LONGEST_TEXT = 120
LONGEST_WORDS = 1000


@dataclass(frozen=True)
class Question:
    """One question."""

    key: str
    kind: str
    text: str
    text_en: str = ""

    @property
    def open(self) -> bool:
        """Whether it is answered in words."""
        return self.kind == WORDS

    @property
    def local(self) -> str:
        """The text in the reader's language."""
        english = self.text_en and (get_language() or "").startswith("en")
        return self.text_en if english else self.text

    @property
    def steps(self) -> list[tuple[int, str]]:
        """The five steps, best first, with their words; none for an open question."""
        words = SCALES.get(self.kind, ())
        return [(BEST - place, str(word)) for place, word in enumerate(words)]


DAY = (
    Question("content", "agree", "今天的内容对我履职有用", "Today's content is useful for my work"),
    Question("clear", "agree", "讲师讲得清楚，听得明白", "The trainers were clear"),
    Question("pace", "agree", "时间和快慢合适", "Time and pace were right"),
    Question("use", "agree", "学到的回去就能用上", "I can use what I learned right away"),
    Question("arranged", "satisfied", "今天的组织和服务", "Organisation and service today"),
    Question("best", WORDS, "今天哪一点对您最有帮助？", "What helped you most today?"),
    Question("better", WORDS, "哪里还可以改进？", "What could be better?"),
)
END = (
    Question("overall", "satisfied", "总的来说，这次学习", "The training as a whole"),
    Question("goals", "agree", "来之前想弄明白的，基本弄明白了", "I reached what I came for"),
    Question("ready", "agree", "我更有把握履行代表职责了", "I feel readier for my duties"),
    Question("recommend", "agree", "我愿意推荐别的代表参加", "I would recommend it to others"),
    Question("arranged", "satisfied", "这次学习的组织和服务", "Organisation and service"),
    Question("lacking", WORDS, "还缺什么？您还想学什么？", "What is still missing?"),
    Question("better", WORDS, "对下一期有什么建议？", "What should the next class do better?"),
)
DEFAULTS: dict[str, tuple[Question, ...]] = {"day": DAY, "end": END}


def packed(questions: Sequence[Question]) -> list[dict[str, str]]:
    """As they lie in the database."""
    return [asdict(question) for question in questions]


def unpacked(rows: Sequence[Mapping[str, str]]) -> list[Question]:
    """From the database."""
    return [Question(**row) for row in rows]


def key_for(kind: str, text: str) -> str:
    """The key of a question that the office wrote: the same text is the same question."""
    return f"q{sha256(f'{kind}:{text}'.encode()).hexdigest()[:10]}"


def answers_from(questions: Sequence[Question], posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, by key: 1 to 5, or words cut to a thousand signs. What is empty, or no
    answer to its question, is left out."""
    found: dict[str, Any] = {}
    for question in questions:
        given = str(posted.get(question.key, "")).strip()
        if question.open:
            if words := given.replace("\x00", "")[:LONGEST_WORDS]:
                found[question.key] = words
        elif given in {"1", "2", "3", "4", "5"}:
            found[question.key] = int(given)
    return found
