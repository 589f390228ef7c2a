from django.urls import path

from training.learning.plan import views

app_name = "plan"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("again", views.again, name="again"),
    path("<uuid:plan_item>/check/", views.check, name="check"),
    path("<uuid:plan_item>/check/<uuid:question>", views.answer, name="answer"),
]
