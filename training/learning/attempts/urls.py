from django.urls import path

from training.learning.attempts import practice_views, views
from training.learning.attempts.objections import views as objection_views
from training.learning.attempts.regrading import own_views as regrading_views

app_name = "attempts"
urlpatterns = [
    path("practice/<int:page>/<uuid:question>/", practice_views.answer, name="practice"),
    path("changes/seen", regrading_views.changes_seen, name="changes_seen"),
    path("<uuid:quiz>/", views.intro, name="intro"),
    path("<uuid:quiz>/start", views.start, name="start"),
    path("attempt/<uuid:attempt>/", views.paper, name="paper"),
    path("attempt/<uuid:attempt>/items/<int:position>", views.save, name="save"),
    path(
        "attempt/<uuid:attempt>/items/<int:position>/objection",
        objection_views.raise_objection,
        name="objection",
    ),
    path("objections/<uuid:objection>/seen", objection_views.note_seen, name="objection_seen"),
    path("attempt/<uuid:attempt>/turn", views.turn, name="turn"),
    path("attempt/<uuid:attempt>/hand-in", views.hand_in, name="hand_in"),
    path("attempt/<uuid:attempt>/resume", views.resume, name="resume"),
    path("attempt/<uuid:attempt>/result", views.result, name="result"),
]
