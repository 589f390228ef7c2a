"""Addresses of one's inbox and of the office's notices."""

from django.urls import path

from training.notices import desk_views, views

app_name = "notices"
urlpatterns = [
    path("my/inbox/", views.mine, name="inbox"),
    path("my/inbox/read/", views.all_read, name="all_read"),
    path("my/inbox/wishes/", views.wishes, name="wishes"),
    path("my/inbox/<uuid:notice>/", views.notice, name="notice"),
    path("my/inbox/<uuid:notice>/open/", views.opened, name="opened"),
    path("my/inbox/<uuid:notice>/unread/", views.kept_unread, name="kept_unread"),
    path("office/notices/", desk_views.home, name="desk"),
    path("office/notices/rules/", desk_views.rules, name="rules"),
    path("office/notices/templates/", desk_views.templates, name="templates"),
    path("office/notices/templates/<slug:kind>/", desk_views.template, name="template"),
    path(
        "office/notices/templates/<slug:kind>/reset/",
        desk_views.template_reset,
        name="template_reset",
    ),
    path("office/notices/<uuid:batch>/", desk_views.batch, name="batch"),
    path("office/notices/<uuid:batch>/cancel/", desk_views.cancel, name="cancel"),
    path("office/notices/<uuid:batch>/stop/", desk_views.stop, name="stop"),
    path("office/notices/<uuid:batch>/again/", desk_views.again, name="again"),
    path("office/notices/<uuid:batch>/export/", desk_views.export, name="export"),
    path("office/notices/<uuid:batch>/calls/", desk_views.calls, name="calls"),
]
