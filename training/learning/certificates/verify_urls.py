"""The public addresses of certificates."""

from django.urls import path

from training.learning.certificates import verify_views

app_name = "verify"
urlpatterns = [
    path("", verify_views.form, name="form"),
    path("keys/", verify_views.public_keys, name="keys"),
    path("offline/", verify_views.offline, name="offline"),
    path("offline/file/", verify_views.offline_file, name="offline_file"),
    path("<str:code>/", verify_views.certificate, name="certificate"),
]
