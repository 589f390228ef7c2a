"""When a lesson counts as done, in numbers and in words. The words are the ones deputies read."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.assets.selectors import how_many_required
from cms.core.sections import section_keys

if TYPE_CHECKING:
    from courses.catalogue.models import LessonPage

# A lesson counts once this share of its expected minutes has passed (rules.md).
SHARE_NEEDED = 0.3


def needed_seconds(minutes: int) -> int:
    """How long a lesson of so many minutes must have been open."""
    return int(minutes * 60 * SHARE_NEEDED)


def in_minutes(seconds: int) -> int:
    """Whole minutes, rounded up; at least one."""
    return max(-(-seconds // 60), 1)


def completion_rule(lesson: "LessonPage") -> str:
    """What makes this lesson done, in one sentence. No query."""
    if lesson.move_on == lesson.MoveOn.NOT_APPLICABLE:
        return _("这一课不作要求：想看就看，不影响结业。")
    count = len(section_keys(lesson.body))
    least = in_minutes(needed_seconds(lesson.minutes))
    minutes = ngettext("至少 %d 分钟", "至少 %d 分钟", least) % least
    if recordings := how_many_required(lesson):
        words = (
            ngettext("看完 %d 段必看的视频或音频", "看完 %d 段必看的视频或音频", recordings)
            % recordings
        )
        minutes = _("%(recordings)s，%(minutes)s") % {"recordings": words, "minutes": minutes}
    if count < 2:
        return _("学完的条件：从头看到尾，%s，然后按“学完了”。") % minutes
    named = {"count": count, "minutes": minutes}
    return _("学完的条件：看过全部 %(count)d 个小节，%(minutes)s，然后按“学完了”。") % named
