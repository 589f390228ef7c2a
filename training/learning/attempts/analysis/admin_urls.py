"""Where staff see how questions did; under /admin/sittings/, named sittings:…"""

from django.urls import path

from training.learning.attempts.analysis import views

urlpatterns = [
    path("<uuid:quiz>/analysis/", views.overview, name="analysis"),
    path("<uuid:quiz>/analysis/again", views.again, name="analyse"),
    path("<uuid:quiz>/analysis/export", views.export, name="analysis_export"),
    path("<uuid:quiz>/analysis/<uuid:version>/", views.question, name="analysis_question"),
]
