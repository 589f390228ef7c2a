from django.urls import path

from training.learning.diagnosis import views

app_name = "diagnosis"
urlpatterns = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("begin", views.begin, name="begin"),
    path("<uuid:diagnosis>/", views.question, name="question"),
    path("<uuid:diagnosis>/items/<int:position>", views.answer, name="answer"),
    path("<uuid:diagnosis>/signed-in", views.signed_in, name="signed_in"),
    path("<uuid:diagnosis>/pause", views.pause, name="pause"),
    path("<uuid:diagnosis>/resume", views.resume, name="resume"),
    path("<uuid:diagnosis>/finish", views.finish, name="finish"),
    path("<uuid:diagnosis>/result", views.result, name="result"),
]
