from django.urls import path

from training.learning.submissions import views

app_name = "writing"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("<uuid:task>/", views.task, name="task"),
    path("<uuid:task>/start", views.start, name="start"),
    path("draft/<uuid:draft>/", views.draft, name="draft"),
    path("draft/<uuid:draft>/save", views.save, name="save"),
    path("draft/<uuid:draft>/hand-in", views.hand_in, name="hand_in"),
    path("draft/<uuid:draft>/take-back", views.take_back, name="take_back"),
    path("draft/<uuid:draft>/seen", views.seen, name="seen"),
    path("draft/<uuid:draft>/text", views.text, name="text"),
    path("draft/<uuid:draft>/resume", views.resume, name="resume"),
]
