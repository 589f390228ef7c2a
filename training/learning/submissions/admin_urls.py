"""The desk's pages about drafts; names are in the namespace `drafts`."""

from django.urls import path

from training.learning.submissions import admin_views

urlpatterns = [
    path("", admin_views.overview, name="queue"),
    path("task/<uuid:task>/", admin_views.of_task, name="task"),
    path("task/<uuid:task>/export", admin_views.export, name="export"),
    path("draft/<uuid:draft>/", admin_views.mark, name="mark"),
    path("draft/<uuid:draft>/hold", admin_views.hold, name="hold"),
    path("draft/<uuid:draft>/return", admin_views.give_back, name="return"),
]
