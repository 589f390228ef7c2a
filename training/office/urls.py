"""Addresses of the office's desk."""

from django.urls import path

from training.office import views, waiver_views

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("people/", views.people, name="people"),
    path("people/add/", views.add, name="add"),
    path("people/<uuid:person>/", views.person, name="person"),
    path("people/<uuid:person>/welcome/", views.welcome, name="welcome"),
    path("people/<uuid:person>/correct/", views.correct, name="correct"),
    path("people/<uuid:person>/disable/", views.disable, name="disable"),
    path("people/<uuid:person>/enable/", views.enable, name="enable"),
    path("people/<uuid:person>/enrol/", views.enrol, name="enrol"),
    path("people/<uuid:person>/slip/", views.slip, name="slip"),
    path("slips/", views.slips, name="slips"),
    path("slips/print/", views.print_slips, name="print_slips"),
    path("waivers/", waiver_views.listing, name="waivers"),
    path("waivers/give/", waiver_views.give, name="waivers_give"),
    path("waivers/people/<uuid:enrolment>/", waiver_views.person, name="waivers_person"),
    path("waivers/people/<uuid:enrolment>/rule/", waiver_views.rule, name="waivers_rule"),
    path(
        "waivers/people/<uuid:enrolment>/<uuid:statement>/take-back/",
        waiver_views.take_back,
        name="waivers_take_back",
    ),
    path("requirements/", waiver_views.requirements, name="requirements"),
]
