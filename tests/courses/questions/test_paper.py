"""What a question shows is listed field by field; names of options are opaque; forms read back
what was set."""

import json
from typing import Any

import pytest

from courses.questions.kinds.registry import KINDS
from courses.questions.models import Question, QuestionVersion
from tests.factories.world import World

SEED = "0123456789abcdef"


def version_of(question: Question) -> QuestionVersion:
    assert question.live_version
    return question.live_version


@pytest.mark.db
def test_no_kind_shows_its_key_or_the_identity_of_an_option(dinghai: World) -> None:
    for question in dinghai.questions:
        version = version_of(question)
        shown = json.dumps(
            KINDS[version.kind].paper.present(version.body, SEED), default=list, ensure_ascii=False
        )
        for secret in ("right", "answer_key", "explanation", "因为法律这样规定"):
            if (version.kind, secret) != ("case_group", "right"):
                assert f'"{secret}"' not in shown
        identities = [o["id"] for o in version.body.get("options", [])]
        assert not [identity for identity in identities if identity in shown]


@pytest.mark.db
def test_the_same_option_has_another_name_in_another_sitting(dinghai: World) -> None:
    version = version_of(dinghai.questions[0])
    paper = KINDS["single_choice"].paper
    names = [{o["token"] for o in paper.present(version.body, seed)["options"]} for seed in "ab"]
    assert not names[0] & names[1]


@pytest.mark.db
def test_the_last_option_stays_last_in_every_shuffle(dinghai: World) -> None:
    version = version_of(dinghai.questions[1])
    for seed in "abcdefgh":
        shown = KINDS["multiple_choice"].paper.present(version.body, seed)
        assert shown["options"][-1]["text"] == "以上都不对"


@pytest.mark.db
def test_names_that_were_never_handed_out_are_dropped(dinghai: World) -> None:
    version = version_of(dinghai.questions[0])
    posted: dict[str, Any] = {"q1": ["forged", version.body["options"][0]["id"]]}
    assert KINDS["single_choice"].paper.read(posted, "q1", version.body, SEED) == {"chosen": []}


@pytest.mark.db
def test_publishing_again_makes_a_new_version_only_when_something_changed(dinghai: World) -> None:
    from courses.questions.services import freeze

    question = dinghai.questions[0]
    now = version_of(question).published_at
    assert freeze(question=question, by=None, at=now).num == 1
    question.stem = "换个问法？"
    question.save()
    assert freeze(question=question, by=None, at=now).num == 2
    assert QuestionVersion.objects.get(question=question, num=1).body["stem"] == "选哪个？"


@pytest.mark.db
def test_a_version_is_never_changed_or_deleted(dinghai: World) -> None:
    version = version_of(dinghai.questions[0])
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
