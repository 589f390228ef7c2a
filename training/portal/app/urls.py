from django.urls import path

from training.portal.app import views

CHINESE, ENGLISH = {"language": "zh-hans"}, {"language": "en"}

app_name = "app"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("-/offline/zh-hans/", views.fallback, CHINESE, name="fallback"),
    path("-/offline/en/", views.fallback, ENGLISH, name="fallback_en"),
    path("-/offline/words/zh-hans.json", views.words, CHINESE, name="words"),
    path("-/offline/words/en.json", views.words, ENGLISH, name="words_en"),
]
