"""Why a change of a class is not made."""

from training.people.errors import Refused


class ClassRefused(Refused):
    """About a class, who is in it, its groups and seats."""


class TimetableRefused(Refused):
    """About the timetable of a class."""
