"""A pack that brings a new text of a law with its table of articles."""

import pytest

from cms.models import Correspondence, LawReview, Provision, StatuteVersion
from courses.models import Question
from tests.training.packs.conftest import Folder

pytestmark = pytest.mark.django_db

STATUTES, TABLE = "law/statutes.csv", "law/correspondences.csv"
HEADS = "old_version,new_version,old,new,change,note\n"


def bring(folder: Folder, *rows: str) -> None:
    """A later text of 代表法 (made up for this test), and what became of the articles."""
    statutes = folder.path / STATUTES
    later = "dbf-2030,代表法,2030年（测试）,2030-01-01,,,test,\n"
    statutes.write_text(statutes.read_text(encoding="utf-8") + later, encoding="utf-8")
    (folder.path / TABLE).write_text(HEADS + "".join(rows), encoding="utf-8")


MOVED = "dbf-2025,dbf-2030,第七条,第九条,changed,权利挪到第九条。\n"
FRESH = "dbf-2025,dbf-2030,,第四条,new,\n"


def test_what_the_site_already_cites_is_listed(loaded: Folder) -> None:
    bring(loaded, MOVED, FRESH)
    loaded.load()
    old = StatuteVersion.objects.get(key="dbf-2025")
    assert old.replaced_by == StatuteVersion.objects.get(key="dbf-2030")
    kinds = LawReview.objects.values_list("content_type__model", "provision__number")
    assert set(kinds) == {("page", 7), ("question", 7)}
    assert Question.objects.non_polymorphic().exclude(held_back_at=None).count() == 4
    bare = Provision.objects.get(version__key="dbf-2030", number=9)
    assert (bare.article, bare.heading, bare.gist, bare.verified) == ("第九条", "", "", False)


def test_loading_again_changes_nothing(loaded: Folder) -> None:
    bring(loaded, MOVED, FRESH)
    loaded.load()
    LawReview.objects.all().delete()
    report = loaded.load()
    assert not report.created
    assert not LawReview.objects.exists()
    assert Correspondence.objects.count() == 2


def test_what_comes_with_the_table_was_written_knowing_it(folder: Folder, settings: object) -> None:
    settings.SAMPLE_ACCOUNTS = False  # type: ignore[attr-defined]
    bring(folder, MOVED)
    folder.load()
    assert Correspondence.objects.count() == 1
    assert not LawReview.objects.exists()


def test_a_line_that_contradicts_itself_is_named(folder: Folder) -> None:
    bring(folder, MOVED, "dbf-2025,dbf-2030,第八条,,changed,\n", "dbf-1,dbf-2030,,第五条,new,\n")
    told = "\n".join(folder.told())
    assert f"{TABLE} 第 3 行" in told
    assert "没有新条号的只能是“删去”" in told
    (folder.path / TABLE).write_text(HEADS + "dbf-1,dbf-2030,,第五条,new,\n", encoding="utf-8")
    assert "不认识的法律版本“dbf-1”" in "\n".join(folder.told())
