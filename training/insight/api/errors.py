"""Why a program was not added."""

from django.utils.translation import gettext as _


class NameTaken(Exception):
    """Another program of the congress that is not revoked has the name."""

    def __str__(self) -> str:
        return _("已经有一个程序叫这个名称。请换一个名称，或者给那一个换发令牌。")
