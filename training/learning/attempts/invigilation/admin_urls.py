"""Where staff look after the sittings of a quiz; under /admin/sittings/, named sittings:…"""

from django.urls import path

from training.learning.attempts.invigilation import admin_views, allowance_views
from training.learning.attempts.invigilation.acts import DEEDS
from training.learning.attempts.invigilation.keying import admin_views as keying
from training.learning.attempts.invigilation.keying import batch_views

urlpatterns = [
    path("<uuid:quiz>/", admin_views.sittings, name="list"),
    path("<uuid:quiz>/export", admin_views.export, name="export"),
    path("<uuid:quiz>/sitting/<uuid:attempt>/", admin_views.sitting, name="sitting"),
    *(
        path(
            f"<uuid:quiz>/sitting/<uuid:attempt>/{deed.name.replace('_', '-')}/",
            admin_views.act,
            {"deed": deed.name},
            name=deed.name,
        )
        for deed in DEEDS
    ),
    path("<uuid:quiz>/sitting/<uuid:attempt>/correct/", keying.correct, name="correct"),
    path("<uuid:quiz>/papers/", keying.choose, name="papers"),
    path("<uuid:quiz>/papers/<int:paper>/<uuid:enrolment>/", keying.key, name="key"),
    path("<uuid:quiz>/papers/<int:paper>/batch/", batch_views.batch, name="batch"),
    path("<uuid:quiz>/papers/<int:paper>/blank", batch_views.blank, name="blank"),
    path("<uuid:quiz>/allowances/", allowance_views.allowances_of, name="allowances"),
    path("<uuid:quiz>/allowances/set/", allowance_views.allow, name="allow"),
    path("<uuid:quiz>/allowances/take-back/", allowance_views.take_back, name="take_back"),
]
