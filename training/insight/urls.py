"""Addresses of the statistics."""

from django.urls import path

from training.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("people/", views.people, name="people"),
    path("units/<int:unit>/", views.unit, name="unit"),
    path("people/<uuid:person>/", views.person, name="person"),
    path("people/<uuid:person>/records/", views.records, name="records"),
    path("definitions/", views.definitions, name="definitions"),
    path("export/", views.export, name="export"),
]
