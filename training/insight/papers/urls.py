"""Addresses of the report and its kept copies."""

from django.urls import path

from training.insight.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.home, name="home"),
    path("draft/", views.draft, name="draft"),
    path("freeze/", views.freeze, name="freeze"),
    path("<int:year>/<int:number>/", views.kept, name="kept"),
    path("<int:year>/<int:number>/export/", views.export, name="export"),
    path("<int:year>/<int:number>/void/", views.void, name="void"),
]
