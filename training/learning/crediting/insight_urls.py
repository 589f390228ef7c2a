"""Addresses of hours for whoever sees statistics, read-only."""

from django.urls import path

from training.learning.crediting import office_views

app_name = "insight_hours"
urlpatterns = [
    path("", office_views.seen_people, name="people"),
    path("export/", office_views.seen_export, name="export"),
    path("people/<uuid:person>/", office_views.seen_person, name="person"),
]
