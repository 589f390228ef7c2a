"""writing.yaml: rubrics and tasks are loaded once, kept from then on, and checked beforehand."""

import pytest

from courses.models import Criterion, ProgrammePage, Rubric, WritingTask
from tests.training.packs.conftest import Folder
from training.cohorts.requirements import DRAFT, required_items

pytestmark = pytest.mark.django_db

LEVELS = "    levels: [零, 一, 二, 三, 四]\n"
WRITING = f"""rubrics:
- key: short
  title: 短评分表
  criteria:
  - code: A
    title: 看事实
    weight: 60
{LEVELS}  - code: F
    title: 看边界
    weight: 40
    veto: true
{LEVELS}tasks:
- key: island
  title: 写一份建议
  form: suggestion
  rubric: short
  brief: |
    写**一件**事。

    - 有数字
drafts:
- {{task: island, state: waiting, title: 关于路灯的建议, cause: 修灯}}
"""


@pytest.fixture
def written(folder: Folder, settings) -> Folder:
    """The small pack with a writing task on its lecture."""
    settings.SAMPLE_ACCOUNTS = False
    (folder.path / "writing.yaml").write_text(WRITING, encoding="utf-8")
    folder.edit("programme.yaml", "    lesson: D1-1\n", "    lesson: D1-1\n    task: island\n")
    return folder


def test_rubric_and_task_stand_and_the_session_names_the_task(written: Folder):
    written.load()
    task = WritingTask.objects.get()
    assert (task.live, task.pass_score, task.rubric.key) == (True, 60, "short")
    assert task.brief == "<p>写<b>一件</b>事。</p><ul><li>有数字</li></ul>"
    rows = Criterion.objects.order_by("sort_order").values_list("code", "weight", "veto", "level_4")
    assert list(rows) == [("A", 60, False, "四"), ("F", 40, True, "四")]
    programme = ProgrammePage.objects.get()
    assert programme.sessions.get(task=task).code == "D1-1"
    assert required_items(programme)[-1]["code"] == DRAFT


def test_loading_again_changes_nothing(written: Folder):
    written.load()
    report = written.load()
    assert not [*report.created, *report.updated, *report.left]


def test_a_change_in_the_pack_is_followed(written: Folder):
    written.load()
    written.edit("writing.yaml", "title: 看事实", "title: 看数字")
    written.edit("writing.yaml", "title: 写一份建议", "title: 写一份好建议")
    assert set(written.load().updated) == {"rubric:short", "task:island"}
    assert Criterion.objects.filter(title="看数字").exists()
    assert WritingTask.objects.get().title == "写一份好建议"


@pytest.mark.parametrize("drafted", [True, False])
def test_what_a_person_changed_is_left(written: Folder, drafted: bool):
    written.load()
    task = WritingTask.objects.get()
    task.title = "讲师改过的"
    if drafted:
        task.save_revision()
    else:
        task.save()
    Rubric.objects.update(note="讲师写的")
    written.edit("writing.yaml", "title: 看事实", "title: 看数字")
    written.edit("writing.yaml", "title: 写一份建议", "title: 写一份好建议")
    left = {(one.key, one.reason) for one in written.load().left}
    assert left == {("rubric:short", "changed"), ("task:island", "draft" if drafted else "changed")}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("writing.yaml", "weight: 60", "weight: 50", "现在是 90"),
        ("writing.yaml", "  - code: F", "  - code: A", "不能重复"),
        ("writing.yaml", "rubric: short", "rubric: long", "没有评分表“long”"),
        ("writing.yaml", "- {task: island", "- {task: sea", "没有写作任务“sea”"),
        ("writing.yaml", "state: waiting", "state: assessed", "要写齐"),
        ("programme.yaml", "task: island", "task: sea", "没有写作任务“sea”"),
        ("writing.yaml", "form: suggestion", "form: poem", "只能是"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    written: Folder, file: str, old: str, new: str, told: str
):
    written.edit(file, old, new)
    found = written.told()
    assert any(file in line and told in line for line in found), found
