"""Addresses of certificates: one's own, and the office's."""

from django.urls import path

from training.learning.certificates import office_views, settings_views, views

app_name = "certificates"
HERS = "my/certificates"
DESK = "office/certificates"
ONE = f"{DESK}/<uuid:person>/<uuid:certificate>"
urlpatterns = [
    path(f"{HERS}/", views.mine, name="mine"),
    path(f"{HERS}/<uuid:certificate>/pdf/", views.pdf, name="pdf"),
    path(f"{HERS}/<uuid:certificate>/file/", views.file, name="file"),
    path(f"{DESK}/", office_views.desk, name="desk"),
    path(f"{DESK}/issue/", office_views.issue, name="issue"),
    path(f"{DESK}/class/", settings_views.class_rules, name="class_rules"),
    path(f"{DESK}/rules/", settings_views.rules, name="rules"),
    path(f"{DESK}/rules/sample/", settings_views.sample, name="sample"),
    path(f"{DESK}/rules/seal/", settings_views.seal, name="seal"),
    path(f"{DESK}/register/", office_views.register_page, name="register"),
    path(f"{DESK}/register/export/", office_views.register_export, name="register_export"),
    path(f"{DESK}/print/", office_views.print_class, name="print"),
    path(f"{DESK}/runs/<uuid:run>/", office_views.run, name="run"),
    path(f"{DESK}/runs/<uuid:run>/file/", office_views.run_file, name="run_file"),
    path(f"{ONE}/", office_views.certificate, name="certificate"),
    path(f"{ONE}/pdf/", office_views.paper, name="paper"),
    path(f"{ONE}/replace/", office_views.reissue, name="reissue"),
    path(f"{ONE}/revoke/", office_views.revoke, name="revoke"),
]
