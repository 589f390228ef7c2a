"""Certificates on paper, and a whole class as one file made in the background."""

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image

from cms.core.papers.errors import PaperRefused
from tests.factories.certified import certified, finish
from tests.factories.people import appear
from tests.factories.world import World, moment
from tools.machine import PANGO, required
from training.cohorts.models import Enrolment
from training.learning.certificates import printing, runs, seals, selectors, services, settings
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.selectors import Shown
from training.learning.certificates.tasks import print_run
from training.learning.models import Certificate, PrintRun, Seal
from training.people.models import User

pytestmark = pytest.mark.db
needs_pango = pytest.mark.skipif(
    not PANGO.found() and not required(), reason=PANGO.how_to_install()
)
NOW = moment(3, 9)
BASE = "https://xuetang.example"


@pytest.fixture
def made(dinghai: World, wangs_enrolment: Enrolment, zhang: User) -> Certificate:
    """王代表's certificate, under a rare name."""
    wang = wangs_enrolment.learner
    wang.name = "王𬭎·阿卜杜"
    wang.save()
    return certified(dinghai, wangs_enrolment, zhang)


def ask(made: Certificate, world: World, by: User) -> PrintRun:
    return runs.ask(cohort=world.cohort, certificates=[made], base=BASE, by=by, now=NOW)


def stamp(mode: str = "RGBA", colour: tuple[int, ...] = (200, 20, 20, 128)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, (1200, 1200), colour).save(out, "PNG")
    return SimpleUploadedFile("seal.png", out.getvalue())


@needs_pango
def test_one_page_lying_with_everything_on_it(
    made: Certificate, dinghai: World, zhang: User
) -> None:
    image = seals.drawn(stamp())
    shown = Shown(made)
    shown.row.seal = seals.keep(congress=dinghai.congress, image=image, by=zhang, now=NOW)
    pdf = printing.paper(shown, base=BASE, seals={shown.row.seal: image}, by=zhang)
    reader = pypdf.PdfReader(BytesIO(pdf))
    (only,) = reader.pages
    assert (round(only.mediabox.width), round(only.mediabox.height)) == (842, 595)
    text = only.extract_text().replace("\n", "")
    for words in (
        "王𬭎·阿卜杜：",
        made.number,
        "第一期",
        "计0.5学时",
        shown.code,
        "2026年11月18日",
    ):
        assert words in text, words
    assert len(only.images) == 2  # the code and the seal


@needs_pango
def test_the_longest_names_still_are_one_page(made: Certificate) -> None:
    longest = {
        "name": "名" * 60,
        "cohort": "班" * 100,
        "programme": "程" * 255,
        "issuer": "委" * 60,
    }
    row = Certificate(code=made.code, number=made.number, told={**made.told, **longest})
    row.token = made.token
    pdf = printing.pressed([Shown(row)], base=BASE, seals={})
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) == 1


def test_her_own_pdf_goes_back_with_the_reason_when_there_is_none(
    made: Certificate, as_wang: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kwargs: object) -> bytes:
        raise PaperRefused("missing")

    monkeypatch.setattr(printing, "pdf", refused)
    answer = as_wang.get(reverse("certificates:pdf", args=[made.pk]), follow=True)
    assert "请管理员安装" in answer.content.decode()


@needs_pango
def test_a_class_is_printed_in_the_background(
    made: Certificate,
    dinghai: World,
    zhang: User,
    django_capture_on_commit_callbacks: object,
) -> None:
    second = finish(dinghai, dinghai.enrol(appear(dinghai, "chen")))
    services.issue(enrolment=second, by=zhang, now=NOW)
    office = Client()
    office.force_login(zhang)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = office.post(reverse("certificates:print"), {"cohort": "class-1"})
    run = PrintRun.objects.get()
    assert answer["Location"] == reverse("certificates:run", args=[run.pk])
    assert "等待后台开始" in office.get(answer["Location"]).content.decode()
    file = reverse("certificates:run_file", args=[run.pk])
    assert office.get(file)["Location"] == answer["Location"]
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs["args"] == [str(run.pk)]
    assert print_run.func(str(run.pk))
    assert print_run.func(str(run.pk))  # a worker that was killed after it does no harm
    assert "下载 PDF" in office.get(answer["Location"]).content.decode()
    reader = pypdf.PdfReader(BytesIO(office.get(file).content))
    names = [page.extract_text() for page in reader.pages]
    assert len(names) == 2
    assert "王𬭎·阿卜杜" in names[0]
    assert "陈主任" in names[1]


def test_asked_for_twice_it_is_one_run(made: Certificate, dinghai: World, zhang: User) -> None:
    first = ask(made, dinghai, zhang)
    assert ask(made, dinghai, zhang) == first
    with pytest.raises(CertificateRefused):
        runs.ask(cohort=dinghai.cohort, certificates=[], base=BASE, by=zhang, now=NOW)


def test_a_failure_is_shown_and_can_be_tried_again(
    made: Certificate, dinghai: World, zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kwargs: object) -> bytes:
        raise PaperRefused("slow")

    run = ask(made, dinghai, zhang)
    monkeypatch.setattr(printing, "pdf", refused)
    assert not runs.carry_out(run_id=run.pk, now=NOW)
    office = Client()
    office.force_login(zhang)
    shown = office.get(reverse("certificates:run", args=[run.pk])).content.decode()
    assert "再试一次" in shown
    assert "用的时间太长" in shown
    assert ask(made, dinghai, zhang) != run


def test_files_go_after_a_week(made: Certificate, dinghai: World, zhang: User) -> None:
    run = ask(made, dinghai, zhang)
    PrintRun.objects.update(file=b"%PDF", state="done", finished_at=NOW)
    assert runs.forget_old(now=NOW + timedelta(days=6)) == 0
    assert runs.forget_old(now=NOW + timedelta(days=8)) == 1
    assert runs.file_of(run) == b""


def test_a_seal_is_kept_small_clear_and_private(dinghai: World, zhang: User) -> None:
    """A scan on white paper loses its paper; what was issued before keeps the seal of its day."""
    scan = Image.new("RGB", (2000, 1000), "white")
    scan.paste((200, 20, 20), (500, 250, 1500, 750))
    out = BytesIO()
    scan.save(out, "JPEG")
    kept = Image.open(BytesIO(seals.drawn(SimpleUploadedFile("s.jpg", out.getvalue()))))
    assert max(kept.size) == seals.SIDE
    assert kept.getpixel((2, 2))[3] == 0  # type: ignore[index]
    assert kept.getpixel((450, 225))[3] == 255  # type: ignore[index]
    for bad in (b"<svg onload=1>", b"", b"GIF89a"):
        with pytest.raises(CertificateRefused):
            seals.drawn(SimpleUploadedFile("s.png", bad))


def test_the_office_sets_and_takes_away_the_seal(dinghai: World, zhang: User) -> None:
    office = Client()
    office.force_login(zhang)
    typed = {"title": "结业证书", "title_en": "", "number_format": "{序号}"}
    picture = reverse("certificates:seal")
    assert office.get(picture).status_code == 404
    office.post(reverse("certificates:rules"), {**typed, "picture": stamp()})
    assert office.get(picture)["Content-Type"] == "image/png"
    assert selectors.rules_of(dinghai.congress).seal == Seal.objects.get().digest
    office.post(reverse("certificates:rules"), {**typed, "without": "on"})
    assert office.get(picture).status_code == 404
    assert Seal.objects.count() == 1


@needs_pango
def test_a_specimen_can_be_looked_at_and_is_no_certificate(dinghai: World, zhang: User) -> None:
    settings.change_class_rules(
        cohort=dinghai.cohort, at_once=False, short_name="一班", by=zhang, now=NOW
    )
    office = Client()
    office.force_login(zhang)
    pdf = office.get(reverse("certificates:sample")).content
    assert "样 张" in pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert not Certificate.objects.exists()
