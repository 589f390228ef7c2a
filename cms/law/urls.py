from django.urls import path

from cms.law import views

app_name = "law"
urlpatterns = [path("<slug:version>/<int:number>/", views.provision, name="provision")]
