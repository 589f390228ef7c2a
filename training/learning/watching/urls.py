from django.urls import path

from training.learning.watching import views

app_name = "watching"
urlpatterns = [
    path("<int:page>/<str:block>/beacon", views.beacon, name="beacon"),
    path("<int:page>/<str:block>/read", views.read, name="read"),
]
