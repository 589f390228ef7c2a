from django.urls import path

from training.learning.attempts import practice_views, views

app_name = "attempts"
urlpatterns = [
    path("practice/<int:page>/<uuid:question>/", practice_views.answer, name="practice"),
    path("<uuid:quiz>/", views.intro, name="intro"),
    path("<uuid:quiz>/start", views.start, name="start"),
    path("attempt/<uuid:attempt>/", views.paper, name="paper"),
    path("attempt/<uuid:attempt>/items/<int:position>", views.save, name="save"),
    path("attempt/<uuid:attempt>/hand-in", views.hand_in, name="hand_in"),
    path("attempt/<uuid:attempt>/resume", views.resume, name="resume"),
    path("attempt/<uuid:attempt>/result", views.result, name="result"),
]
