"""`manage.py index_bank`: words for the search, fingerprints and alike pairs of all questions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.questions.likeness.services import index_all


class Command(BaseCommand):
    help = _("整理题库：写出检索用的文字和查重用的指纹，找出相似的题目。可以重复运行。")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help=_("全部重新整理；不写就只整理还没有整理过的。")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = index_all(everything=options["all"], now=timezone.now())
        self.stdout.write(_("整理了 %(count)d 道题。") % {"count": done})
