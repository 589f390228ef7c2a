"""Addresses of a deputy's timetable and of calendars."""

from django.urls import path

from training.portal.timetable import views

app_name = "timetable"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/begin/", views.begin, name="begin"),
    path("calendar/end/", views.end, name="end"),
    path("calendar/<uuid:feed>/<slug:signature>.ics", views.feed, name="feed"),
    path("calendar/class/<int:cohort>/<slug:signature>.ics", views.class_feed, name="class_feed"),
]
