"""Where staff have questions marked differently; under /admin/sittings/, named sittings:…"""

from django.urls import path

from training.learning.attempts.regrading import views

urlpatterns = [
    path("<uuid:quiz>/regrading/", views.overview, name="regrading"),
    path("<uuid:quiz>/regrading/export", views.export, name="regrading_export"),
    path("<uuid:quiz>/regrading/<uuid:version>/", views.question, name="regrade"),
    path("<uuid:quiz>/regrading/<uuid:version>/commit", views.commit, name="regrade_commit"),
    path(
        "<uuid:quiz>/regrading/decisions/<uuid:decision>/", views.decision, name="regrade_decision"
    ),
    path(
        "<uuid:quiz>/regrading/decisions/<uuid:decision>/go-on", views.go_on, name="regrade_go_on"
    ),
]
