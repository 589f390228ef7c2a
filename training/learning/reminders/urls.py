"""Addresses of writing, reminders and calls at the office's desk."""

from django.urls import path

from training.learning.reminders import views

app_name = "reminders"
urlpatterns = [
    path("write/", views.write, name="write"),
    path("write/chosen/", views.chosen, name="chosen"),
    path("write/preview/", views.preview, name="preview"),
    path("write/send/", views.send, name="send"),
    path("calls/", views.calls, name="calls"),
    path("reminders/", views.classes, name="classes"),
    path("reminders/<int:cohort>/", views.of_class, name="of_class"),
    path("reminders/<int:cohort>/switch/", views.switch, name="switch"),
]
