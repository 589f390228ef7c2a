from django.urls import path

from training.learning.daily import views

app_name = "review"
urlpatterns = [
    path("", views.today, name="today"),
    path("next/", views.next_question, name="next"),
    path("one/", views.one, name="one"),
    path("one/choice", views.choose, name="choose"),
    path("answer/<uuid:question>", views.answer, name="answer"),
    path("answered/<uuid:answered>/", views.told, name="told"),
]
