"""The rules in sentences: what a deputy reads before she starts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from courses.models import Quiz
from courses.quizzes.review import PHASES
from courses.quizzes.wording import in_words, span
from tests.factories.world import moment


@dataclass(frozen=True)
class Hers:
    """Limits that were made for one person."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: int | None = None
    attempts_allowed: int | None = None


def told(limits: Hers | None = None, **fields: Any) -> str:
    return "\n".join(in_words(Quiz(**{"purpose": "final"} | fields), limits))


def test_a_quiz_without_limits_says_so() -> None:
    assert told().split("\n") == [
        "不限时，可以中途离开，回来接着做。",
        "做几次都可以。",
        "做了几次的，取最高的一次。",
        "不设及格线。",
        "交卷以后可以看：自己的答案、对错、得分、选错的原因、解析和法律依据、正确答案。",
    ]


def test_an_examination_tells_time_tries_and_pass_mark() -> None:
    words = told(time_limit=45, attempts_allowed=3, pass_mark=70, counts="last", keys_wait=True)
    assert "限时 45 分钟" in words
    assert "最多做 3 次。" in words
    assert "以最后一次为准" in words
    assert "70 分及格" in words
    assert "时间到了自动交卷" in words
    assert "等到及格或者次数用完才显示" in words


def test_the_limits_made_for_her_win() -> None:
    words = told(Hers(time_limit=90, attempts_allowed=1), time_limit=45, attempts_allowed=3)
    assert "限时 90 分钟" in words
    assert "只能做一次" in words
    assert "45" not in words
    assert "取最高" not in words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"opens_at": moment(1, 9)}, "11月16日 09:00 开放。"),
        ({"closes_at": moment(2, 18)}, "11月17日 18:00 关闭；关闭时还没有做完的，到此为止。"),
        ({"wait_after_first": 90, "wait_between": 90}, "两次之间要隔 1 小时 30 分钟。"),
        ({"wait_after_first": 1440}, "第一次以后要隔 1 天 才能做第二次。"),
        ({"time_limit": 5, "overdue": "abandon"}, "时间到了还没有交卷，这一次就不算"),
        ({"time_limit": 5, "overdue": "grace", "grace_minutes": 3}, "3 分钟 以内还可以交卷"),
        ({"certainty": True}, "有把握吗"),
        ({"purpose": "practice", "behaviour": "immediate"}, "当场知道对不对。\n"),
        (
            {"purpose": "practice", "behaviour": "immediate", "tries": 3, "try_penalty": 10},
            "一题最多试 3 次。每多试一次，扣这题的 10%。",
        ),
    ],
)
def test_each_option_has_its_sentence(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in told(**fields)
    assert sentence not in told()


def test_a_quiz_that_never_ends_says_nothing_of_the_end() -> None:
    assert "时间到了" not in told(overdue="abandon")


def test_review_by_phase() -> None:
    review = {"right_after": ["correctness"], "while_open": [], "after_close": ["right_answer"]}
    words = told(review=review, closes_at=moment(2, 18))
    assert "交卷后两分钟内可以看：对错。" in words
    assert "以后、测验关闭之前什么都不能看。" in words
    assert "测验关闭以后可以看：正确答案。" in words


def test_a_quiz_that_never_closes_does_not_speak_of_closing() -> None:
    review = {"right_after": ["marks"], "while_open": ["marks"], "after_close": ["right_answer"]}
    assert "交卷以后可以看：得分。" in told(review=review)


def test_a_quiz_that_shows_nothing_says_so() -> None:
    words = told(review={phase: [] for phase in PHASES}, keys_wait=True)
    assert "不公布对错、得分和答案" in words
    assert "等到及格" not in words


def test_minutes_in_words() -> None:
    assert [span(n) for n in (1, 60, 1440, 1501)] == [
        "1 分钟",
        "1 小时",
        "1 天",
        "1 天 1 小时 1 分钟",
    ]
