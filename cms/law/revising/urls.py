"""The desk's pages about new texts, under /admin/law/."""

from django.urls import path

from cms.law.revising import views

app_name = "law_desk"
urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/move/", views.move_several, name="move"),
    path("reviews/again/<slug:key>/", views.look_again, name="again"),
    path("reviews/<int:pk>/", views.review, name="review"),
    path("reviews/<int:pk>/<slug:verb>/", views.settle, name="settle"),
    path("enter/", views.enter, name="enter"),
    path("enter/apply/", views.apply_table, name="apply"),
]
