"""Addresses of imports of the roster, and of slips for many."""

from django.urls import path

from training.office.roster import slip_views, views

app_name = "roster"
urlpatterns = [
    path("", views.home, name="home"),
    path("template/", views.template, name="template"),
    path("slips/", slip_views.batch, name="slips"),
    path("slips/print/", slip_views.print_batch, name="print_slips"),
    path("slips/send/", slip_views.send, name="send_slips"),
    path("<uuid:roster>/", views.job, name="job"),
    path("<uuid:roster>/decide/", views.decide, name="decide"),
    path("<uuid:roster>/names/", views.names, name="names"),
    path("<uuid:roster>/again/", views.again, name="again"),
    path("<uuid:roster>/discard/", views.discard, name="discard"),
    path("<uuid:roster>/report/", views.report, name="report"),
]
