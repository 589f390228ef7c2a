"""What people call the kinds of question."""

from django import template
from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """The kind's name: 多选题."""
    return _(KINDS[kind].label)


@register.filter
def kind_asks(kind: str) -> str:
    """The kind's name with what it asks for: 多选题（选出所有正确的）."""
    return _(KINDS[kind].asks)
