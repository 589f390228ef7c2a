"""The office's pages about questions that were handed to it."""

from django.urls import path

from training.learning.enquiries import office_views

app_name = "enquiry_office"
urlpatterns = [
    path("", office_views.queue, name="queue"),
    path("<uuid:enquiry>/", office_views.one, name="one"),
]
