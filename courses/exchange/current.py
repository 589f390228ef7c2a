"""How questions of the bank stand now: their newest content, published or not, and where they are
filed. A fixed number of queries for each slice of questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.models import Revision, WorkflowState

from courses.exchange.contract import Exported
from courses.exchange.filing import Filed, Names
from courses.questions.kinds.sheets import write_sheet
from courses.questions.models import Question
from courses.questions.services import digest_of

AT_ONCE = 200


@dataclass(frozen=True)
class Current:
    """A question as somebody who edits it would find it."""

    question: Any
    kind: str
    body: Mapping[str, Any]
    key: Mapping[str, Any]
    filed: Filed
    in_review: bool = False

    def columns(self) -> dict[str, str]:
        """The columns of its kind."""
        return write_sheet(self.kind, self.body, self.key)

    def digest(self) -> str:
        """See content_digest."""
        return content_digest(self.columns(), self.filed)

    def exported(self, names: Names) -> Exported:
        """The whole as it leaves."""
        columns = {
            "number": self.question.number,
            **self.columns(),
            **names.written(self.filed),
        }
        return Exported(self.kind, columns, self.body, self.key)


def content_digest(columns: Mapping[str, str], filed: Filed) -> str:
    """Equal for two questions that say the same, are right by the same key and are filed alike."""
    said = {code: text for code, text in columns.items() if text}
    return digest_of({"columns": said, "filed": filed.canonical()})


def in_slices(keys: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    """The keys, so many at a time."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def current_of(questions: "QuerySet[Any]") -> list[Current]:
    """Some plain rows of the bank as they stand, in their order. Seven queries, and some more for
    each question that was never saved at the desk."""
    rows = list(
        questions.select_related("live_version").prefetch_related(
            "points", "citations", "tagged_items__tag"
        )
    )
    drafts = {row.pk: row for row in rows if _drafted(row)}
    revisions = Revision.objects.in_bulk([row.latest_revision_id for row in drafts.values()])
    reviewed = _under_review([row.pk for row in rows])
    read = _Drafts([revisions[row.latest_revision_id].content for row in drafts.values()])
    found = []
    for row in rows:
        if row.pk in drafts:
            kind, body, key, filed = read.content(row, revisions[row.latest_revision_id].content)
        else:
            kind, body, key, filed = _as_it_lives(row)
        found.append(Current(row, kind, body, key, filed, row.pk in reviewed))
    return found


def _drafted(row: Any) -> bool:
    """Whether the newest content is a revision that is not published."""
    unpublished = not row.live or row.has_unpublished_changes or row.live_version_id is None
    return bool(row.latest_revision_id and unpublished)


def _under_review(keys: Sequence[int]) -> set[int]:
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Question),
        object_id__in=[str(pk) for pk in keys],
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def _as_it_lives(row: Any) -> tuple[str, Any, Any, Filed]:
    filed = Filed(
        category=row.category_id,
        use=row.use,
        difficulty=row.difficulty,
        points=[point.pk for point in row.points.all()],
        citations=[[one.provision_id, one.detail] for one in row.citations.all()],
        tags=[tagged.tag.name for tagged in row.tagged_items.all()],
    )
    if row.live and row.live_version:
        version = row.live_version
        return version.kind, version.body, version.answer_key, filed
    own = row.get_real_instance()
    return own.kind, own.frozen_body(), own.frozen_key(), filed


class _Drafts:
    """Reads the JSON of revisions without asking the database row by row."""

    def __init__(self, contents: Sequence[Mapping[str, Any]]) -> None:
        tags = {one["tag"] for content in contents for one in content.get("tagged_items", ())}
        self.tags = dict(Tag.objects.filter(pk__in=tags).values_list("pk", "name"))

    def content(self, row: Any, content: Any) -> tuple[str, Any, Any, Filed]:
        """Kind, body, key and filing of a draft."""
        model: Any = ContentType.objects.get_for_id(row.polymorphic_ctype_id).model_class()
        draft = model.from_serializable_data(content, check_fks=False)
        filed = Filed(
            category=content["category"],
            use=content["use"],
            difficulty=content["difficulty"],
            points=list(content["points"]),
            citations=[[one["provision"], one["detail"]] for one in content["citations"]],
            tags=[
                self.tags[one["tag"]] for one in content["tagged_items"] if one["tag"] in self.tags
            ],
        )
        return model.kind, draft.frozen_body(), draft.frozen_key(), filed
