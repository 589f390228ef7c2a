"""Addresses of hours at the office's desk."""

from django.urls import path

from training.learning.crediting import event_views, office_views

app_name = "hours"
urlpatterns = [
    path("", office_views.people, name="people"),
    path("export/", office_views.export, name="export"),
    path("people/<uuid:person>/", office_views.person, name="person"),
    path("people/<uuid:person>/export/", office_views.export_person, name="export_person"),
    path("table/", office_views.table, name="table"),
    path("appeals/", office_views.appeal_queue, name="appeals"),
    path("appeals/<uuid:appeal>/", office_views.appeal, name="appeal"),
    path("events/", event_views.events, name="events"),
    path("events/add/", event_views.add, name="add_event"),
    path("events/import/", event_views.import_people, name="import"),
    path("events/import/do/", event_views.carry_out, name="carry_out"),
    path("events/import/template/", event_views.template, name="template"),
    path("events/<int:event>/", event_views.event, name="event"),
    path("events/<int:event>/people/", event_views.add_people, name="add_people"),
    path("events/<int:event>/take-back/", event_views.take_back, name="take_back"),
]
