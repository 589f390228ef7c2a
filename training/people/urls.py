"""The public page on which a sign-in slip is used, and one's own devices."""

from django.urls import path

from training.people import device_views, views

app_name = "people"
urlpatterns = [
    path("slip/", views.slip, name="slip"),
    path("devices/", device_views.devices, name="devices"),
]
