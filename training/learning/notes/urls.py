from django.urls import path

from training.learning.notes import views

app_name = "notes"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("export", views.export, name="export"),
    path("<int:page>/save", views.save, name="save"),
    path("<uuid:note>/remove", views.remove, name="remove"),
]
