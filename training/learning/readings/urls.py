from django.urls import path

from training.learning.readings import views

app_name = "readings"
urlpatterns = [
    path("<int:page>/beacon", views.beacon, name="beacon"),
    path("<int:page>/complete", views.complete, name="complete"),
    path("<int:page>/decide/<str:block>", views.decide, name="decide"),
]
