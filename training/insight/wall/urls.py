"""Address of the screen in the meeting room."""

from django.urls import path

from training.insight.wall import views

app_name = "wall"
urlpatterns = [path("", views.home, name="home")]
