"""The trainers' pages about questions; names are in the namespace `enquiry_desk`."""

from django.urls import path

from training.learning.enquiries import admin_views

urlpatterns = [
    path("", admin_views.queue, name="queue"),
    path("<uuid:enquiry>/", admin_views.one, name="one"),
    path("faq/", admin_views.faq, name="faq"),
    path("faq/new/", admin_views.faq_new, name="faq_new"),
    path("faq/<int:entry>/", admin_views.faq_edit, name="faq_edit"),
    path("faq/<int:entry>/publish", admin_views.faq_publish, name="faq_publish"),
]
