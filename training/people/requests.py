"""Typing of requests behind the sign-in."""

from django.http import HttpRequest

from training.people.models import User


class SignedInRequest(HttpRequest):
    """A request that SignInRequired let through: its user is a person."""

    user: User
