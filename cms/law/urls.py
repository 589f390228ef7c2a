from django.urls import path

from cms.law import views

app_name = "law"
urlpatterns = [
    path("", views.library, name="library"),
    path("<slug:version>/", views.version, name="version"),
    path("<slug:version>/changes/", views.changes, name="changes"),
    path("<slug:version>/<int:number>/", views.provision, name="provision"),
]
