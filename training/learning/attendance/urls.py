"""Addresses of check-in: on deputies' phones, and for staff."""

from django.urls import URLPattern, URLResolver, include, path

from training.learning.attendance import office_views, room_views, staff_views, views

app_name = "attendance"
phones = [
    path("", views.type_number, name="type"),
    path("mine/", views.mine, name="mine"),
    path("late/", views.late, name="late"),
    path("leave/", views.leave, name="leave"),
    path("leave/<uuid:leave>/withdraw/", views.withdraw, name="withdraw"),
    path("code/", views.code, name="code"),
    path("code/now/", views.code_now, name="code_now"),
    path("done/<int:scheduled>/", views.done, name="done"),
    path("<slug:code>/", views.scan, name="scan"),
]
session = [
    path("", staff_views.listing, name="list"),
    path("mark/", staff_views.mark, name="mark"),
    path("claims/", staff_views.answer_claims, name="claims"),
    path("open/", staff_views.open_early, name="open"),
    path("keying/", staff_views.typing, name="keying"),
    path("scanner/", staff_views.scanner, name="scanner"),
    path("room/", room_views.room, name="room"),
    path("room/now/", room_views.room_now, name="room_now"),
    path("paper/", room_views.paper, name="paper"),
]
desk: list[URLPattern | URLResolver] = [
    path("", staff_views.desk, name="desk"),
    path("sessions/<int:scheduled>/", include(session)),
    path("scan/<slug:code>/", staff_views.scanned, name="scanned"),
    path("people/<uuid:person>/", office_views.person, name="person"),
    path("leaves/", office_views.leave_queue, name="leaves"),
    path("classes/<int:cohort>/refused/", office_views.refusals, name="refusals"),
    path("rules/", office_views.set_rules, name="rules"),
    path("export/", office_views.export, name="export"),
]
urlpatterns = [
    path("attend/", include(phones)),
    path("office/attendance/", include(desk)),
]
