"""Addresses of feedback for whoever sees the statistics of the whole congress."""

from django.urls import path

from training.insight.feedback import views

app_name = "insight_feedback"
urlpatterns = [
    path("", views.seen_classes, name="desk"),
    path("<int:cohort>/", views.seen_class, name="of_class"),
    path("<int:cohort>/export/", views.seen_export, name="export"),
]
