"""Addresses of the programs' page at the desk."""

from django.urls import path

from training.insight.api import views

app_name = "clients"
urlpatterns = [
    path("", views.home, name="home"),
    path("add/", views.add, name="add"),
    path("<uuid:client>/renew/", views.renew, name="renew"),
    path("<uuid:client>/revoke/", views.revoke, name="revoke"),
]
