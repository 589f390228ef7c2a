"""What the varying parts of an address are on one side of the stage.

A new parameter fails here with its address: add it to the narrowest table in which it makes sense.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from tests.factories.stage import Side
from tools.addresses import Address
from training.cohorts.models import Enrolment
from training.learning.attendance.codes import person_code, room_code
from training.learning.live.pulse import token_for

Value = Callable[[Side], Any]


def _row(label: str) -> Value:
    return lambda side: side.rows[label].pk


def _named(key: str) -> Value:
    return lambda side: side.named[key].pk


def _fixed(value: Any) -> Value:
    return lambda side: value


def _lesson(side: Side) -> int:
    return int(side.world.lesson.pk)


def _case(side: Side) -> int:
    return int(side.world.case.pk)


def _colleague(side: Side) -> UUID:
    return side.colleague.pk


def _course(side: Side) -> int:
    return int(side.named["course"].pk)


# By parameter, whatever the address.
COMMON: dict[str, Value] = {
    "page": _lesson,
    "page_id": _lesson,
    "page_pk": _lesson,
    "page_to_move_id": _lesson,
    "object_id": _lesson,
    "parent_page_id": _course,
    "destination_id": _course,
    "image_id": _row("cms.picture"),
    "document_id": _row("cms.attachment"),
    "doc_id": _row("cms.attachment"),
    "collection_id": _row("wagtailcore.collection"),
    "workflow_pk": _row("wagtailcore.workflow"),
    "task_id": _row("wagtailcore.task"),
    "session_id": _named("session"),
    "course": lambda side: side.named["course"].translation_key,
    "article": _row("cms.provision"),
    "person": _row("people.user"),
    "unit": lambda side: side.world.unit.pk,
    "quiz": lambda side: side.world.final.uuid,
    "attempt": _named("open attempt"),
    "enquiry": _named("enquiry"),
    "diagnosis": _named("diagnosis"),
    "question": lambda side: side.named["practice"].uuid,
    "position": _fixed(1),
    "item": _named("essay item"),
    "certificate": _named("certificate"),
    "scheduled": lambda side: side.named["leave"].scheduled_id,
    "leave": _named("leave"),
    "run": _named("print run"),
    "enrolment": lambda side: Enrolment.objects.get(learner=side.learner).pk,
    "objection": _named("objection"),
    "event": _named("event"),
    "entry": _named("hours line"),
    "appeal": _named("appeal"),
    "job": lambda side: side.named["import"].uuid,
    "roster": lambda side: side.named["roster"].uuid,
    "asked": lambda side: side.named["live round"].uuid,
    "note": lambda side: token_for(side.world.cohort.pk),
    "task": lambda side: side.rows["courses.writingtask"].uuid,
    "draft": _named("handed-in draft"),
    "decision": lambda side: side.named["decision"].uuid,
    "cohort": lambda side: side.world.cohort.pk,
    "plan_item": _named("plan item"),
    "contact": _named("contact"),
    "client": lambda side: side.named["client"].uuid,
    "cohort_key": lambda side: side.world.cohort.key,
    "table": _fixed("unit"),
    "notice": _named("notice"),
    "batch": _named("notices"),
    "block": lambda side: side.world.case.decisions()[0].id,
    "version": lambda side: side.rows["cms.statuteversion"].key,
    "draw": _fixed(5),
    "sheet": _fixed("paper"),
    "number": lambda side: side.rows["cms.provision"].number,
    "content_type_app_name": _fixed("courses"),
    "content_type_model_name": _fixed("lessonpage"),
    "app_label": _fixed("courses"),
    "app_name": _fixed("courses"),
    "model_name": _fixed("lessonpage"),
    "action": _fixed("delete"),
    "action_name": _fixed("approve"),
    "filter_spec": _fixed("width-100"),
    "uidb64": _fixed("MQ"),
    "token": _fixed("set-password"),
    "restriction_id": _fixed(1),
    # No such task: clicked twice, the second finds it gone.
    "failed": _fixed("00000000-0000-4000-8000-000000000000"),
    "redirect_id": lambda side: _redirect(side).pk,
    "revision_id_a": _fixed("earliest"),
    "revision_id_b": _fixed("latest"),
}
# Reviewing pages is tried on the case, which is under review.
UNDER_REVIEW = ("task_state_id", "workflow_state_id")
# By name of the address and parameter.
PARTICULAR: dict[tuple[str, str], Value] = {
    # An address that was not given out; tests/training/portal/timetable tries those that were.
    ("timetable:feed", "feed"): _fixed("00000000-0000-4000-8000-000000000000"),
    ("timetable:feed", "signature"): _fixed("0" * 32),
    ("timetable:class_feed", "signature"): _fixed("0" * 32),
    ("classes:change", "kind"): _fixed("moved"),
    ("attendance:scan", "code"): lambda side: room_code(
        side.named["leave"].scheduled_id, timezone.now()
    ),
    ("attendance:scanned", "code"): lambda side: person_code(side.learner.pk, timezone.now()),
    ("verify:certificate", "code"): lambda side: side.named["certificate"].code,
    ("live:prepare", "kind"): _fixed("poll"),
    ("live:words", "asked"): lambda side: side.named["live words"].uuid,
    ("live:export", "asked"): lambda side: side.named["live words"].uuid,
    **{
        (f"feedback:{name}", "form"): lambda side: side.named["feedback form"].uuid
        for name in ("form", "start", "fill")
    },
    ("feedback:questions", "occasion"): _fixed("day"),
    ("feedback:defaults", "occasion"): _fixed("day"),
    ("diagnosis:result", "diagnosis"): _named("told diagnosis"),
    ("notices:template", "kind"): _fixed("behind"),
    ("notices:template_reset", "kind"): _fixed("behind"),
    ("attempts:result", "attempt"): _named("marked attempt"),
    ("attempts:objection", "attempt"): _named("marked attempt"),
    ("readings:decide", "page"): _case,
    ("desk_guide", "slug"): _fixed("questions"),
    ("help:page", "slug"): _fixed("quizzes"),
    ("office:merge", "other"): _named("doubled"),
    ("office:end_post", "post"): lambda side: side.learner.memberships.get().pk,
    ("office:term", "term"): lambda side: side.named["term"].number,
    ("office:end_term", "term"): lambda side: side.named["term"].number,
    ("office:staff_person", "person"): _colleague,
    ("office:staff_give", "person"): _colleague,
    ("office:staff_end", "person"): _colleague,
    ("office:staff_end", "post"): lambda side: side.colleague.memberships.get().pk,
    ("office:staff_account", "person"): _colleague,
    ("office:staff_slip", "person"): _colleague,
    ("office:waivers_take_back", "statement"): lambda side: side.named["waiver"],
    ("watching:beacon", "block"): lambda side: side.named["player"],
    ("watching:read", "block"): lambda side: side.named["player"],
    ("notes:remove", "note"): _named("note"),
    ("enquiry_desk:faq_edit", "entry"): _named("faq"),
    ("enquiry_desk:faq_publish", "entry"): _named("faq"),
    ("review:told", "answered"): lambda side: side.named["review answer"],
    ("case_questions:points", "page_id"): _case,
    ("case_questions:make", "page_id"): _case,
    **{
        (f"writing:{name}", "draft"): _named("open draft")
        for name in ("draft", "save", "hand_in", "take_back", "seen", "text", "resume")
    },
    ("sittings:correct", "quiz"): lambda side: side.named["paper sitting"].quiz.uuid,
    ("sittings:correct", "attempt"): _named("paper sitting"),
    ("sittings:key", "paper"): _fixed(0),
    ("sittings:batch", "paper"): _fixed(0),
    ("sittings:blank", "paper"): _fixed(0),
    ("sittings:marking_answer", "quiz"): lambda side: side.named["essay"].uuid,
    ("sittings:marking_question", "quiz"): lambda side: side.named["essay"].uuid,
    ("sittings:marking_question", "version"): lambda side: side.named["essay item"].version.uuid,
    ("sittings:objection", "version"): lambda side: side.named["objection"].item.version.uuid,
    ("sittings:regrade_decision", "quiz"): lambda side: side.world.quiz.uuid,
    ("sittings:regrade_go_on", "quiz"): lambda side: side.world.quiz.uuid,
    ("sittings:regrade", "version"): lambda side: side.world.questions[0].live_version.uuid,
    ("sittings:regrade_commit", "version"): lambda side: side.world.questions[0].live_version.uuid,
    ("sittings:analysis_question", "quiz"): lambda side: side.world.quiz.uuid,
    ("sittings:analysis_question", "version"): lambda side: (
        side.world.questions[0].live_version.uuid
    ),
    ("papers:kept", "year"): lambda side: side.named["snapshot"].year,
    ("papers:kept", "number"): lambda side: side.named["snapshot"].number,
    ("papers:export", "year"): lambda side: side.named["snapshot"].year,
    ("papers:export", "number"): lambda side: side.named["snapshot"].number,
    ("papers:void", "year"): lambda side: side.named["snapshot"].year,
    ("papers:void", "number"): lambda side: side.named["snapshot"].number,
    ("wagtailsnippets_courses_quiz:printed", "number"): lambda side: side.named["printed"].number,
    ("wagtailsnippets_courses_question:seen", "num"): _fixed(1),
    ("wagtailsnippets_courses_question:side_by_side", "other"): lambda side: (
        side.named["alike"].second_id
    ),
    ("wagtailsnippets_courses_question:dismiss", "pair"): _named("alike"),
    ("wagtailsnippets_courses_question:open", "pair"): _named("alike"),
    ("exchange:row", "row"): _fixed(1),
    ("catalogue:copy", "page_id"): lambda side: side.world.programme.pk,
    ("catalogue:copied", "page_id"): _named("copied"),
    ("catalogue:arrange", "page_id"): _course,
    ("requirements:versions", "page_id"): lambda side: side.world.programme.pk,
    ("archive:export", "page_id"): lambda side: side.world.programme.pk,
    ("archive:plan", "token"): _fixed(UUID(int=7)),
    ("law_desk:again", "key"): lambda side: side.rows["cms.statuteversion"].key,
    ("law_desk:review", "pk"): _row("cms.lawreview"),
    ("law_desk:settle", "pk"): _row("cms.lawreview"),
    ("law_desk:settle", "verb"): _fixed("keep"),
    ("portal:media", "name"): lambda side: side.rows["cms.picture"].file.name,
    ("wagtail_serve", "0"): lambda side: side.world.lesson.url.strip("/") + "/",
    ("wagtaildocs_serve", "0"): _row("cms.attachment"),
    ("wagtaildocs_serve", "1"): lambda side: side.rows["cms.attachment"].filename,
    ("wagtail_bulk_action", "app_label"): _fixed("wagtailcore"),
    ("wagtail_bulk_action", "model_name"): _fixed("page"),
    ("wagtailadmin_tag_model_autocomplete", "app_name"): _fixed("taggit"),
    ("wagtailadmin_tag_model_autocomplete", "model_name"): _fixed("tag"),
    ("wagtailadmin_workflows:add_task", "app_label"): _fixed("cms"),
    ("wagtailadmin_workflows:add_task", "model_name"): _fixed("rootapprovaltask"),
    ("wagtailadmin_workflows:edit_task", "pk"): _row("wagtailcore.task"),
    ("wagtailadmin_workflows:disable_task", "pk"): _row("wagtailcore.task"),
    ("wagtailadmin_workflows:enable_task", "pk"): _row("wagtailcore.task"),
    ("wagtaildocs:create_multiple_from_uploaded_document", "uploaded_file_id"): _named(
        "upload cms.attachment"
    ),
    ("wagtaildocs:delete_upload_multiple", "uploaded_file_id"): _named("upload cms.attachment"),
    ("wagtailimages:create_multiple_from_uploaded_image", "uploaded_file_id"): _named(
        "upload cms.picture"
    ),
    ("wagtailimages:delete_upload_multiple", "uploaded_file_id"): _named("upload cms.picture"),
}
# `pk` by namespace.
KEYS: dict[str, Value] = {
    "wagtailadmin_pages": _lesson,
    "wagtailadmin_api:pages": _lesson,
    "wagtailadmin_api:documents": _row("cms.attachment"),
    "wagtailadmin_api:images": _row("cms.picture"),
    "wagtailadmin_collections": _row("wagtailcore.collection"),
    "wagtailadmin_workflows": _row("wagtailcore.workflow"),
    "wagtaildocs_chooser": _row("cms.attachment"),
    "wagtailimages_chooser": _row("cms.picture"),
    "wagtailsites": lambda side: Site.objects.get().pk,
    "wagtailusers_users": _row("people.user"),
    "wagtailusers_groups": lambda side: (
        Group.objects.get(name=f"讲师 · {side.world.congress.key}").pk
    ),
    "wagtailsettings": _fixed(1),
}

# What an address names behind its question mark.
QUERIES: dict[str, Callable[[Side], dict[str, Any]]] = {
    "wagtail_bulk_action": lambda side: {"id": _lesson(side)},
    "wagtailadmin_choose_page_chosen_multiple": lambda side: {"id": _lesson(side)},
    "wagtailadmin_api:pages:find": lambda side: {"id": _lesson(side)},
    "wagtailadmin_api:pages:listing": lambda side: {"child_of": _course(side)},
    "wagtailadmin_block_preview": _fixed({"id": "no-such-block"}),
    "wagtailimages_chooser:chosen_multiple": lambda side: {"id": side.rows["cms.picture"].pk},
    "wagtaildocs_chooser:chosen_multiple": lambda side: {"id": side.rows["cms.attachment"].pk},
    "insight:people": lambda side: {"unit": side.world.unit.pk},
    "lists:spoken": _fixed({"which": "signin"}),
    "sittings:allow": lambda side: {"to": f"class-{side.world.cohort.pk}"},
    "sittings:take_back": lambda side: {"to": f"class-{side.world.cohort.pk}"},
}
# What is sent to an address that does nothing without.
POSTED: dict[str, Callable[[Side], dict[str, Any]]] = {
    "review:answer": lambda side: {
        "version": side.named["practice"].live_version.uuid,
        "dont_know": "1",
    },
    "attempts:turn": _fixed({"position": "1"}),
    "attempts:objection": _fixed({"text": "第二个选项也说得通，请核对。"}),
    "wagtailsnippets_courses_question:alike": _fixed({"stem": "代表联名提出罢免案要多少人？"}),
    "live:answer": _fixed({"chosen": "1"}),
    "attendance:export": lambda side: {"cohort": side.world.cohort.pk},
    "live:act": _fixed({"act": "close"}),
    "office:enrol": lambda side: {"cohort": side.world.cohort.pk},
    "sittings:blank": lambda side: {"cohort": side.world.cohort.pk},
    "reminders:preview": lambda side: {
        "person": side.learner.pk,
        "title": "带代表证",
        "text": "明天请带代表证。",
    },
    "lists:unspoken": _fixed({"reason": "记错了"}),
    "lists:spoken": _fixed({"asked": uuid4(), "how": "phone", "all": "1"}),
    "lists:export": _fixed({"kind": "xlsx"}),
    "papers:export": _fixed({"kind": "xlsx"}),
    "papers:draft": lambda side: {"cohort": side.world.cohort.key, "kind": "xlsx"},
    "reminders:switch": _fixed({"act": "on"}),
    "office:print_slips": lambda side: {"person": side.learner.pk},
    "roster:print_slips": _fixed({"life": "week"}),
    "insight:effect_export": _fixed({"kind": "csv"}),
    "insight:gaps_export": _fixed({"kind": "csv"}),
    "hours:export": _fixed({"kind": "csv"}),
    "hours:export_person": _fixed({"kind": "csv"}),
    "insight_hours:export": _fixed({"kind": "csv"}),
    "hours:add_people": lambda side: {"person": side.learner.pk},
    "insight:export": lambda side: {
        "what": "people",
        "kind": "csv",
        "unit": side.world.unit.pk,
    },
}


def _redirect(side: Side) -> Redirect:
    return Redirect.objects.get_or_create(
        old_path=f"/old-{side.world.congress.key}", defaults={"redirect_link": "/"}
    )[0]


def _snippet_model(namespace: str) -> str:
    """'courses.quiz' of wagtailsnippets_courses_quiz; '' for what is no snippet."""
    kind, _found, label = namespace.partition("_")
    if kind not in {"wagtailsnippets", "wagtailsnippetchoosers"}:
        return ""
    app, _found, model = label.partition("_")
    return apps.get_model(app, model)._meta.label_lower


def _about(address: Address, side: Side) -> str:
    """The label of what is edited at an address with revisions or a workflow."""
    return _snippet_model(address.name.rpartition(":")[0]) or "cms.casestudypage"


def _value(address: Address, parameter: str, side: Side) -> Any:
    namespace = address.name.rpartition(":")[0]
    model = _snippet_model(namespace)
    if known := PARTICULAR.get((address.name, parameter)):
        return known(side)
    if parameter in {"revision_id", "task_state_id", "workflow_state_id"}:
        what = parameter.partition("_")[0]
        if what == "revision" and not model:
            return side.named["lesson revision"].pk
        return side.named[f"{what} {_about(address, side)}"].pk
    if parameter == "page_id" and {"task_id", *UNDER_REVIEW} & set(address.parameters):
        return _case(side)
    if parameter == "pk":
        return side.rows[model].pk if model else KEYS[namespace](side)
    return COMMON[parameter](side)


def parts_of(address: Address, side: Side) -> dict[str, Any]:
    """What varies in the address of one side's object.

    Raises LookupError, saying what to add, for a parameter that no table knows.
    """
    try:
        return {p: _value(address, p, side) for p in address.parameters} if address.named else {}
    except KeyError as unknown:
        raise LookupError(
            f"{address.name}（{address.route}）：tests/architecture/arguments.py 不知道 {unknown} "
            "该填什么。请在 COMMON、PARTICULAR 或 KEYS 里加一行。"
        ) from unknown


def path_with(address: Address, parts: dict[str, Any], query: dict[str, Any]) -> str:
    """The address with these parts."""
    if not address.named:
        return f"/{address.route.replace('^.*', 'no-such-place').rstrip('$')}"
    if all(parameter.isdecimal() for parameter in parts):
        return reverse(address.name, args=list(parts.values()), query=query or None)
    return reverse(address.name, kwargs=parts, query=query or None)


def path_of(address: Address, side: Side) -> str:
    """The address of one side's object; raises LookupError as parts_of."""
    return path_with(address, parts_of(address, side), query_of(address, side))


def query_of(address: Address, side: Side) -> dict[str, Any]:
    """What stands behind the question mark."""
    namespace, _found, view = address.name.rpartition(":")
    if view == "chosen_multiple" and (model := _snippet_model(namespace)):
        return {"id": side.rows[model].pk}
    return QUERIES.get(address.name, _fixed({}))(side)


def posted_to(address: Address, side: Side) -> dict[str, Any]:
    """The fields of a form sent there."""
    return POSTED.get(address.name, _fixed({}))(side)
