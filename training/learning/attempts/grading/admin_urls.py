"""The desk's pages of marking by persons; names are in the namespace `sittings`."""

from django.urls import path

from training.learning.attempts.grading import views

urlpatterns = [
    path("marking/", views.overview, name="marking"),
    path("<uuid:quiz>/marking/", views.of_quiz, name="marking_quiz"),
    path("<uuid:quiz>/marking/question/<uuid:version>/", views.question, name="marking_question"),
    path("<uuid:quiz>/marking/answer/<uuid:item>/", views.answer, name="marking_answer"),
]
