"""Address of the weekly letter at the office's desk."""

from django.urls import path

from training.insight.papers.digest_views import digest

app_name = "digest"
urlpatterns = [path("", digest, name="home")]
