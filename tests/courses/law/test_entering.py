"""Entering the table of a new text at the desk, and correcting it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.law.revising import services
from cms.law.revising.plan import understood
from cms.law.revising.reading import rows_of_text
from cms.models import (
    Correspondence,
    LawReview,
    StatuteVersion,
)
from tests.courses.law.changing import citing, enter, held, of
from tests.factories.law import pasted
from tests.factories.world import World
from training.people.models import User

State = LawReview.State


def typed(old: StatuteVersion, text: str, **more: Any) -> dict[str, Any]:
    return {"old": old.pk, "new": "", "table": text, **more}


NAMED = {"label": "2025年第四次修正", "key": "dbf-2025", "adopted_on": "2025-03-11"}


def test_a_table_is_looked_at_then_entered(
    dinghai: World, as_shen: Client, shen: User, old: StatuteVersion
) -> None:
    question = citing(dinghai.root, "Q3", of(old, 3))
    sent = typed(old, pasted(), **NAMED)
    plan = as_shen.post(reverse("law_desk:enter"), sent)
    assert "现在还什么都没有写入" in plan.content.decode()
    assert not Correspondence.objects.exists()
    assert not StatuteVersion.objects.filter(key="dbf-2025").exists()
    as_shen.post(reverse("law_desk:apply"), sent)
    assert not Correspondence.objects.exists(), "not without the confirmation"
    as_shen.post(reverse("law_desk:apply"), {**sent, "confirmed": "on"})
    assert Correspondence.objects.count() == 66
    new = StatuteVersion.objects.get(key="dbf-2025")
    old.refresh_from_db()
    assert old.replaced_by == new
    assert held(question)
    entry = ModelLogEntry.objects.get(action=services.ENTER)
    assert (entry.user, entry.data["reviews"]) == (shen, 1)


def test_a_table_is_corrected_from_what_was_entered(
    as_shen: Client, old: StatuteVersion, new: StatuteVersion
) -> None:
    enter(old, new)
    form = as_shen.get(reverse("law_desk:enter"), {"of": new.key}).context["form"]
    shown = {name: form[name].value() for name in ("old", "new", "table")}
    again = {"old": shown["old"], "new": shown["new"], "confirmed": "on"}
    text = shown["table"].replace("第三条\t第七条\t内容有改动\t", "第三条\t第七条\t改动\t八项了")
    as_shen.post(reverse("law_desk:apply"), {**again, "table": text})
    assert Correspondence.objects.count() == 66
    assert Correspondence.objects.get(old__number=3, new__number=7).note == "八项了"


def test_correcting_the_table_corrects_what_is_held_back(
    everything: dict[str, Any], old: StatuteVersion, new: StatuteVersion
) -> None:
    enter(old, new)
    first = everything["asked"][1]
    assert not held(first)
    text = pasted().replace("第一条 → 第一条 没有变", "第一条 → 第一条 改动")
    corrected = understood(rows_of_text(text))
    old.refresh_from_db()
    services.enter_table(old=old, new=new, table=corrected, by=None, now=timezone.now())
    assert held(first)
    assert LawReview.objects.count() == 8


def test_a_wrong_row_stops_all_of_it(as_shen: Client, old: StatuteVersion) -> None:
    sent = typed(old, "第三条 → 第七条 改动\n第四条 → 没有 改动", **NAMED, confirmed="on")
    plan = as_shen.post(reverse("law_desk:enter"), sent).content.decode()
    assert "1 行有问题" in plan
    as_shen.post(reverse("law_desk:apply"), sent)
    assert not Correspondence.objects.exists()
    assert not StatuteVersion.objects.filter(key="dbf-2025").exists()


def test_a_trainer_may_not_enter_one(as_li: Client, old: StatuteVersion) -> None:
    sent = typed(old, pasted(), **NAMED, confirmed="on")
    assert as_li.get(reverse("law_desk:enter")).status_code == 302
    as_li.post(reverse("law_desk:apply"), sent)
    assert not Correspondence.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"adopted_on": "2014-01-01"}, {"key": "dbf-2015"}, {"key": ""}]
)
def test_a_wrong_pair_is_named(changes: Any, as_shen: Client, old: StatuteVersion) -> None:
    sent = typed(old, pasted(), **{**NAMED, **changes}, confirmed="on")
    response = as_shen.post(reverse("law_desk:enter"), sent)
    assert set(response.context["form"].errors) == set(changes)
    as_shen.post(reverse("law_desk:apply"), sent)
    assert not Correspondence.objects.exists()
