"""Writing tasks and rubrics at the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import EditView, SnippetViewSetGroup

from cms.desk.ownership import OwnedSnippetViewSet
from courses.workshops.forms import RubricForm, TaskForm
from courses.workshops.models import Rubric, WritingTask

OWNER = FieldPanel("owner_root", heading=gettext_lazy("所属人大"))
KEY_HELP = gettext_lazy("网址和命令里用的名字，只用字母、数字和短横线，存了不能改。")

RUBRIC_FORM = ObjectList(
    [
        OWNER,
        FieldRowPanel([FieldPanel("title"), FieldPanel("key", help_text=KEY_HELP)]),
        FieldPanel("note"),
        HelpPanel(
            content=gettext_lazy(
                "每一项分 0 到 4 档，得分是“档次除以 4 再乘权重”，各项权重加起来要等于 100。"
                "勾了“一票否决”的一项评为 0 档，总分记 0。60 分合格，75 分良好，88 分优秀。"
            )
        ),
        InlinePanel(
            "criteria",
            heading=gettext_lazy("评分项"),
            label=gettext_lazy("评分项"),
            min_num=1,
            panels=[
                FieldRowPanel(
                    [FieldPanel("code"), FieldPanel("title"), FieldPanel("weight")],
                ),
                FieldPanel("veto"),
                *(FieldPanel(f"level_{level}") for level in range(5)),
            ],
        ),
    ],
    base_form_class=RubricForm,
)
TASK_FORM = ObjectList(
    [
        OWNER,
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("title_en"),
                FieldRowPanel([FieldPanel("form"), FieldPanel("key", help_text=KEY_HELP)]),
                FieldPanel("brief"),
            ],
            heading=gettext_lazy("写什么"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("rubric"),
                FieldRowPanel([FieldPanel("pass_score"), FieldPanel("drafts_allowed")]),
            ],
            heading=gettext_lazy("怎样评"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("least_characters"), FieldPanel("most_characters")]),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            ],
            heading=gettext_lazy("篇幅和时间"),
        ),
        HelpPanel(
            content=gettext_lazy(
                "发布以后，在培训班方案的日程里给一个单元选上这个任务，班上的代表就看得到。"
                "必修单元上的任务计入结业：其中一稿评到合格分就算完成。"
            )
        ),
        PublishingPanel(),
    ],
    base_form_class=TaskForm,
)


def _short(name: str, label: Any, accessor: Any) -> Column:
    return Column(name, label=label, accessor=accessor, classname="bank__short")


def new_task_url() -> str:
    """Where a writing task is begun."""
    return reverse(WritingTask.snippet_viewset.get_url_name("add"))


class RubricEditView(EditView):
    """The editor; says first what a change does not reach."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, below a word about drafts already handed in."""
        if self.object.versions.exists():
            messages.info(
                request,
                _("已经有稿子按这张评分表交来。改动只管以后交的稿，交了的仍按交稿时的评分表评。"),
            )
        return super().get(request, *args, **kwargs)


class RubricViewSet(OwnedSnippetViewSet):
    """Rubrics of the person's congresses."""

    model = Rubric
    icon = "list-ol"
    menu_label = gettext_lazy("评分表")
    url_prefix = "writing/rubrics"
    ordering = "title"
    list_display = ("title", "key")
    search_fields = ("title", "key")
    edit_view_class = RubricEditView
    edit_handler = RUBRIC_FORM


class TaskViewSet(OwnedSnippetViewSet):
    """Writing tasks of the person's congresses."""

    model = WritingTask
    icon = "edit"
    menu_label = gettext_lazy("写作任务")
    url_prefix = "writing/tasks"
    ordering = "key"
    search_fields = ("title", "key")
    list_display = (
        "title",
        _short("form", gettext_lazy("文种"), "get_form_display"),
        _short("rubric", gettext_lazy("评分表"), "rubric"),
        _short("pass_score", gettext_lazy("合格分"), "pass_score"),
        LiveStatusTagColumn(),
        _short("key", gettext_lazy("键"), "key"),
    )
    edit_handler = TASK_FORM

    def get_queryset(self, request: HttpRequest) -> Any:
        """The rows of the list, each with its rubric."""
        return super().get_queryset(request).select_related("rubric")


class WritingGroup(SnippetViewSetGroup):
    """What deputies write, and by what it is judged."""

    menu_label = gettext_lazy("写作")
    menu_name = "writing"
    menu_icon = "edit"
    menu_order = 210
    items = (TaskViewSet, RubricViewSet)
