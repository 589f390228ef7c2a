"""Addresses of one's own before and after."""

from django.urls import path

from training.learning.effect import views

app_name = "effect"
urlpatterns = [path("", views.own, name="own")]
