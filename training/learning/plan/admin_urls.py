"""The desk's pages about plans; names are in the namespace `plans`."""

from django.urls import path

from training.learning.plan import admin_views

urlpatterns = [
    path("", admin_views.classes, name="classes"),
    path("class/<int:cohort>/", admin_views.of_class, name="class"),
    path("class/<int:cohort>/add/", admin_views.add, name="add"),
    path("class/<int:cohort>/take-back", admin_views.take_back, name="take_back"),
    path("person/<uuid:enrolment>/", admin_views.of_person, name="person"),
    path("person/<uuid:enrolment>/add/", admin_views.add_alone, name="add_alone"),
    path("person/<uuid:enrolment>/<uuid:plan_item>/remove/", admin_views.remove, name="remove"),
    path(
        "person/<uuid:enrolment>/<uuid:plan_item>/put-back",
        admin_views.put_back,
        name="put_back",
    ),
]
