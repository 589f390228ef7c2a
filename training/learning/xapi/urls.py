from django.urls import path

from training.learning.xapi import views

app_name = "xapi"
urlpatterns = [path("", views.mine, name="mine")]
