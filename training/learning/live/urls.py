"""Live questions: the phone's address, and the desk's."""

from django.urls import path

from training.learning.live import desk_views, views

app_name = "live"

urlpatterns = [
    path("", views.now, name="now"),
    path("<uuid:asked>/answer/", views.answer, name="answer"),
    path("pulse/<str:note>/", views.beat, name="pulse"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/<int:cohort>/<slug:kind>/", desk_views.prepare, name="prepare"),
    path("desk/<uuid:asked>/", desk_views.control, name="control"),
    path("desk/<uuid:asked>/edit/", desk_views.edit, name="edit"),
    path("desk/<uuid:asked>/act/", desk_views.act, name="act"),
    path("desk/<uuid:asked>/words/", desk_views.words, name="words"),
    path("desk/<uuid:asked>/export/", desk_views.export, name="export"),
    path("screen/<int:cohort>/", desk_views.screen, name="screen"),
]
