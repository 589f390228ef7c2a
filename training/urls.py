"""Every address of the site."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language
from wagtail.admin import urls as admin_urls

from training.portal import media, pages

urlpatterns = [
    path("admin/", include(admin_urls)),
    # Named as Wagtail's own, which our views replace: its models build their addresses with it.
    re_path(r"^documents/(\d+)/(.*)$", media.document, name="wagtaildocs_serve"),
    path("accounts/", include("training.people.account_urls")),
    path("accounts/", include("training.people.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("law/", include("cms.law.urls")),
    path("search/", include("training.portal.search.urls")),
    path("help/", include("training.portal.help.urls")),
    path("quiz/", include("training.learning.attempts.urls")),
    path("read/", include("training.learning.readings.urls")),
    path("watch/", include("training.learning.watching.urls")),
    path("my/writing/", include("training.learning.submissions.urls")),
    path("my/record/", include("training.learning.dossier.urls")),
    path("my/effect/", include("training.learning.effect.urls")),
    path("my/review/", include("training.learning.daily.urls")),
    path("my/notes/", include("training.learning.notes.urls")),
    path("my/questions/", include("training.learning.enquiries.urls")),
    path("live/", include("training.learning.live.urls")),
    path("my/xapi/", include("training.learning.xapi.urls")),
    path("my/plan/", include("training.learning.plan.urls")),
    path("my/diagnosis/", include("training.learning.diagnosis.urls")),
    path("", include("training.learning.offline.urls")),
    path("my/hours/", include("training.learning.crediting.urls")),
    path("my/tour/", include("training.portal.tour.urls")),
    path("my/timetable/", include("training.portal.timetable.urls")),
    path("office/hours/", include("training.learning.crediting.office_urls")),
    path("insight/hours/", include("training.learning.crediting.insight_urls")),
    path("verify/", include("training.learning.certificates.verify_urls")),
    path("", include("training.learning.certificates.urls")),
    path("office/classes/", include("training.office.classes.urls")),
    path("office/notices/", include("training.learning.reminders.urls")),
    path("", include("training.notices.urls")),
    path("", include("training.insight.feedback.urls")),
    path("insight/feedback/", include("training.insight.feedback.insight_urls")),
    path("office/questions/", include("training.learning.enquiries.office_urls")),
    path("api/v1/", include("training.insight.api.urls")),
    path("office/clients/", include("training.insight.api.client_urls")),
    path("office/digest/", include("training.insight.papers.digest_urls")),
    path("office/lists/", include("training.insight.lists.urls")),
    path("office/roster/", include("training.office.roster.urls")),
    path("", include("training.learning.attendance.urls")),
    path("office/", include("training.office.urls")),
    path("insight/papers/", include("training.insight.papers.urls")),
    path("insight/wall/", include("training.insight.wall.urls")),
    path("insight/", include("training.insight.urls")),
    path("", include("training.portal.app.urls")),
    path("", include("training.portal.urls")),
    # As above, for pages.
    re_path(r"^((?:[\w\-]+/)*)$", pages.serve, name="wagtail_serve"),
]
