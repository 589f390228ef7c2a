"""Addresses of one's own record; the page itself is portal:record."""

from django.urls import path

from training.learning.dossier import views

app_name = "dossier"
urlpatterns = [
    path("pdf/", views.own_pdf, name="pdf"),
    path("changes/", views.changed, name="changed"),
]
