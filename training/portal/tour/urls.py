"""Addresses of the first minute."""

from django.urls import path

from training.portal.tour import views

app_name = "tour"
urlpatterns = [path("", views.page, name="page"), path("done/", views.done, name="done")]
