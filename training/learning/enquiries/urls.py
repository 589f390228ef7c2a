from django.urls import path

from training.learning.enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("ask/", views.ask, name="ask"),
    path("faq/", views.faq, name="faq"),
    path("<uuid:enquiry>/", views.one, name="one"),
]
