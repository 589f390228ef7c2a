"""Exporting and importing at the desk and by command."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import CongressRootPage
from courses.models import LessonPage, ProgrammePage
from tests.factories.desk import browser
from tests.factories.world import World, person
from training.packs.desk import prepare_desk
from training.people.models import AuditEvent, Congress, Membership, Organisation, User

pytest_plugins = ["tests.factories.desk"]
INDEX = "archive:index"


@pytest.fixture(autouse=True)
def _own_var_dir(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path / "var"


def staff(root: CongressRootPage, role: str) -> User:
    congress = Congress.objects.get(key=root.congress_key)
    office = congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = person(f"w-{role}", "外县的人", office, role)
    prepare_desk(by=None, today=timezone.localdate())
    return user


def upload(client: Client, archive: Path) -> str:
    sent = SimpleUploadedFile("a.zip", archive.read_bytes())
    answer = client.post(reverse(INDEX), {"file": sent, "root": "waixian"})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_an_editor_looks_first_and_then_imports(archive: Path, empty: CongressRootPage):
    client = browser(staff(empty, Membership.Role.EDITOR))
    plan = upload(client, archive)
    page = client.get(plan).content.decode()
    assert "还没有写入任何内容" in page
    assert not ProgrammePage.objects.descendant_of(empty).exists()
    told = client.post(plan, follow=True).content.decode()
    assert "导入好了：新建" in told
    assert LessonPage.objects.descendant_of(empty).live().count() == 2
    assert client.get(plan).status_code == 404


def test_a_trainer_imports_drafts(archive: Path, empty: CongressRootPage):
    client = browser(staff(empty, Membership.Role.TRAINER))
    plan = upload(client, archive)
    assert "没有发布的权限" in client.get(plan).content.decode()
    client.post(plan)
    assert LessonPage.objects.descendant_of(empty).not_live().count() == 2


def test_an_upload_is_the_uploaders_alone(
    archive: Path, empty: CongressRootPage, as_li: Client, as_shen: Client
):
    plan = upload(browser(staff(empty, Membership.Role.EDITOR)), archive)
    assert as_shen.get(plan).status_code == 404
    assert as_li.post(plan).status_code == 404


def test_what_is_no_archive_is_told_beside_the_field(as_li: Client):
    sent = SimpleUploadedFile("a.zip", b"not a zip")
    page = as_li.post(reverse(INDEX), {"file": sent, "root": "dinghai"}).content.decode()
    assert "内容包不完整或者已经损坏" in page


def test_exporting_is_audited_and_only_for_ones_own(rich: World, as_li: Client, as_qian: Client):
    url = reverse("archive:export", args=[rich.programme.pk])
    answer = as_li.post(url)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert AuditEvent.objects.filter(action="export.content").count() == 1
    assert as_qian.post(url).status_code == 404
    assert as_li.get(url).status_code == 405


def test_while_people_sit_an_examination_it_asks_twice(
    rich: World, archive: Path, empty: CongressRootPage, wang: User
):
    from training.learning.attempts import services

    client = browser(staff(empty, Membership.Role.EDITOR))
    plan = upload(client, archive)
    services.start(quiz=rich.final, learner_id=wang.pk, enrolment=None, now=timezone.now())
    assert "现在有人在考试" in client.get(plan).content.decode()
    client.post(plan)
    assert not ProgrammePage.objects.descendant_of(empty).exists()
    client.post(plan, {"anyway": "on"})
    assert ProgrammePage.objects.descendant_of(empty).exists()


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_commands_do_the_same(rich: World, empty: CongressRootPage, tmp_path: Path):
    target = str(tmp_path / "out.zip")
    assert "导出" in run("export_content", "--programme", rich.programme.key, target)
    plan = json.loads(run("import_content", target, "--root", "waixian", "--dry-run", "--json"))
    assert plan["new"]
    assert not LessonPage.objects.descendant_of(empty).exists()
    told = json.loads(run("import_content", target, "--root", "waixian", "--json"))
    assert told["created"] == plan["new"]
    assert "没有变化" in run("import_content", target, "--root", "waixian")
    assert LessonPage.objects.descendant_of(empty).live().count() == 2


def test_the_commands_say_what_is_wrong(rich: World, empty: CongressRootPage, tmp_path: Path):
    target = str(tmp_path / "out.zip")
    with pytest.raises(CommandError, match="没有键是"):
        run("export_content", "--programme", "none", target)
    with pytest.raises(CommandError, match="没有这个文件"):
        run("import_content", target, "--root", "waixian")
    with pytest.raises(CommandError, match="dinghai、waixian"):
        run("import_content", target)
