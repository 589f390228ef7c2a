from django.urls import path

from training.portal.search import views

app_name = "search"
urlpatterns = [
    path("", views.page, name="page"),
    path("missed", views.missed, name="missed"),
]
