"""Addresses of import and export under /admin/exchange/."""

from django.urls import path

from courses.exchange import pages

urlpatterns = [
    path("", pages.ImportsView.as_view(), name="imports"),
    path("new/", pages.NewImportView.as_view(), name="new"),
    path("template/", pages.TemplateFileView.as_view(), name="template"),
    path("export/", pages.ExportView.as_view(), name="export"),
    path("<uuid:job>/", pages.JobView.as_view(), name="job"),
    path("<uuid:job>/rows/<int:row>/", pages.RowView.as_view(), name="row"),
    path("<uuid:job>/report/", pages.ReportView.as_view(), name="report"),
    path("<uuid:job>/undo/", pages.UndoView.as_view(), name="undo"),
    path("<uuid:job>/discard/", pages.DiscardView.as_view(), name="discard"),
]
