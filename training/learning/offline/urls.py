from django.urls import path

from training.learning.offline import office_views, views

app_name = "offline"
urlpatterns = [
    path("my/offline/", views.mine, name="mine"),
    path("my/offline/<uuid:course>/pack.json", views.pack, name="pack"),
    path("my/offline/<uuid:course>/practice.json", views.practice, name="practice"),
    path("my/offline/<uuid:course>/pages/<int:page>/", views.page, name="page"),
    path("my/offline/<uuid:course>/law/<int:article>/", views.article, name="article"),
    path("my/sync/", views.sync, name="sync"),
    path("office/offline/", office_views.desk, name="desk"),
]
