"""Addresses of feedback: the deputy's form, and the office's desk."""

from django.urls import path

from training.insight.feedback import views
from training.learning.feedback import office_views as asking
from training.learning.feedback import views as own

app_name = "feedback"
urlpatterns = [
    path("my/feedback/", own.mine, name="mine"),
    path("my/feedback/send/", own.send, name="send"),
    path("my/feedback/thanks/", own.thanks, name="thanks"),
    path("my/feedback/<uuid:form>/", own.form, name="form"),
    path("my/feedback/<uuid:form>/start/", own.start, name="start"),
    path("my/feedback/<uuid:form>/fill/", own.fill, name="fill"),
    path("office/feedback/", views.classes, name="desk"),
    path("office/feedback/rules/", asking.rules, name="rules"),
    path("office/feedback/questions/<slug:occasion>/", asking.questions, name="questions"),
    path("office/feedback/questions/<slug:occasion>/defaults/", asking.defaults, name="defaults"),
    path("office/feedback/<int:cohort>/", views.of_class, name="of_class"),
    path("office/feedback/<int:cohort>/export/", views.export_class, name="export"),
]
