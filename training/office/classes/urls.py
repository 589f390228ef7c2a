"""Addresses of classes at the office's desk."""

from django.urls import path

from training.office.classes import member_views, timetable_views, views

app_name = "classes"
urlpatterns = [
    path("", views.home, name="home"),
    path("open/", views.open_class, name="open"),
    path("<int:cohort>/", views.overview, name="overview"),
    path("<int:cohort>/edit/", views.edit, name="edit"),
    path("<int:cohort>/cancel/", views.cancel, name="cancel"),
    path("<int:cohort>/resume/", views.resume, name="resume"),
    path("<int:cohort>/close/", views.close, name="close"),
    path("<int:cohort>/calendar/renew/", views.renew_calendar, name="renew_calendar"),
    path("<int:cohort>/timetable/", timetable_views.timetable, name="timetable"),
    path("<int:cohort>/timetable/undo/", timetable_views.undo, name="undo"),
    path("<int:cohort>/timetable/rooms/", timetable_views.rooms, name="rooms"),
    path("<int:cohort>/timetable/print/", timetable_views.printed, name="printed"),
    path("<int:cohort>/timetable/change/<slug:kind>/", timetable_views.change, name="change"),
    path("<int:cohort>/members/", member_views.listing, name="members"),
    path("<int:cohort>/members/add/", member_views.add, name="add"),
    path("<int:cohort>/groups/", member_views.groups, name="groups"),
    path("<int:cohort>/groups/print/", member_views.group_lists, name="group_lists"),
    path("<int:cohort>/seats/", member_views.seats, name="seats"),
    path("<int:cohort>/seats/cards/", member_views.cards, name="cards"),
    path("members/<uuid:enrolment>/withdraw/", member_views.withdraw, name="withdraw"),
    path("members/<uuid:enrolment>/return/", member_views.take_back_in, name="take_back_in"),
]
