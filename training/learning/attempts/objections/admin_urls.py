"""The desk's pages about objections; names are in the namespace `sittings`."""

from django.urls import path

from training.learning.attempts.objections import desk_views

urlpatterns = [
    path("objections/", desk_views.waiting, name="objections"),
    path("objections/<uuid:version>/", desk_views.question, name="objection"),
]
