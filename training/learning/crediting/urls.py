"""Addresses of one's own hours."""

from django.urls import path

from training.learning.crediting import views

app_name = "crediting"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("appeal/", views.appeal_missing, name="appeal_missing"),
    path("<uuid:entry>/appeal/", views.appeal_line, name="appeal_line"),
]
