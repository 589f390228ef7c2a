"""The public page on which a sign-in slip is used."""

from django.urls import path

from training.people import views

app_name = "people"
urlpatterns = [path("slip/", views.slip, name="slip")]
