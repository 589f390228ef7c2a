"""The part of allauth that is open: signing in and out, and changing one's password."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    # People are on the roster before they sign in; allauth only needs the name to exist.
    path(
        "signup/",
        login_not_required(RedirectView.as_view(pattern_name="account_login")),
        name="account_signup",
    ),
]
