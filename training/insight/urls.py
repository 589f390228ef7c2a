"""Addresses of the statistics."""

from django.urls import path

from training.insight import dossier_views as dossier
from training.insight import views
from training.insight.effect import views as effect
from training.insight.gaps import views as gaps

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("people/", views.people, name="people"),
    path("units/<int:unit>/", views.unit, name="unit"),
    path("people/<uuid:person>/", views.person, name="person"),
    path("people/<uuid:person>/records/", views.records, name="records"),
    path("people/<uuid:person>/record/", dossier.record, name="dossier"),
    path("people/<uuid:person>/record/pdf/", dossier.pdf, name="dossier_pdf"),
    path("definitions/", views.definitions, name="definitions"),
    path("export/", views.export, name="export"),
    path("effect/", effect.page, name="effect"),
    path("gaps/", gaps.page, name="gaps"),
    path("gaps/export/", gaps.export, name="gaps_export"),
    path("effect/export/", effect.export, name="effect_export"),
]
