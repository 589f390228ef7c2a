"""Addresses of the lists at the office's desk."""

from django.urls import path

from training.insight.lists import views

app_name = "lists"
urlpatterns = [
    path("", views.home, name="home"),
    path("spoken/", views.spoken, name="spoken"),
    path("spoken/<uuid:contact>/back/", views.unspoken, name="unspoken"),
    path("calls/", views.calls, name="calls"),
    path("export/", views.export, name="export"),
]
