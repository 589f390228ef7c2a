from django.urls import path

from training.portal.help import views

app_name = "help"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:slug>/", views.page, name="page"),
]
