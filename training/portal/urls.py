from django.urls import path

from training.learning.dossier import views as dossier
from training.portal import media, views

app_name = "portal"
urlpatterns = [
    path("door/", views.door, name="door"),
    path("my/", views.home, name="home"),
    path("my/programme/", views.programme, name="programme"),
    path("my/why/", views.why, name="why"),
    path("my/record/", dossier.own, name="record"),
    path("my/settings/", views.own_settings, name="settings"),
    path("my/cases/", views.cases, name="cases"),
    path("media/<path:name>", media.serve, name="media"),
    path("-/display", views.display, name="display"),
    path("-/health", views.health, name="health"),
]
