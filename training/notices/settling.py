"""What the office sets: its own words for a kind, quiet hours, the signature."""

from dataclasses import asdict
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from training.notices.errors import NoticeRefused
from training.notices.models import NoticeRules, NoticeTemplate
from training.notices.reaching import rules_of
from training.notices.wording import (
    TEXTS,
    Words,
    default_words,
    fields_of,
    known_kind,
    unbalanced,
    unknown_in,
)
from training.people import audit
from training.people.models import Congress, User

LONGEST = {"title": 120, "body": 2000, "sms": 300, "title_en": 200, "body_en": 2000}
NEEDED = {"activation": ("code", "登录码")}


def problem_of(name: str, text: str, kind: str) -> str:
    """What is wrong with one text of a template, in words; '' when nothing is."""
    known = known_kind(kind)
    if unknown := unknown_in(text, known):
        labels = "、".join(f"{{{field.label}}}" for field in fields_of(known))
        return _("不认识 {%(name)s}。这里可以用的有：%(labels)s。") % {
            "name": unknown[0],
            "labels": labels,
        }
    if unbalanced(text):
        return _("有一个花括号或方括号没有成对，请补上或者去掉。")
    if len(text) > LONGEST[name]:
        return _("最多 %d 字。") % LONGEST[name]
    if text and kind in NEEDED and name in ("body", "sms"):
        key, label = NEEDED[kind]
        if f"{{{key}}}" not in text and f"{{{label}}}" not in text:
            return _("里面要有 {%s}，不然收到的人用不了。") % label
    return ""


@transaction.atomic
def set_template(
    *, congress: Congress, kind: str, words: Words, by: User, now: datetime
) -> NoticeTemplate | None:
    """Keep the office's own words; the default words are kept as none. Raises NoticeRefused with
    the text's name as its code."""
    for name in TEXTS:
        if told := problem_of(name, getattr(words, name), kind):
            raise NoticeRefused(name, told)
    if not words.title.strip() or not words.body.strip():
        raise NoticeRefused("title", _("标题和正文不能空着。"))
    if words == default_words(known_kind(kind)):
        reset_template(congress=congress, kind=kind, by=by, now=now)
        return None
    texts = {**asdict(words), "changed_at": now, "changed_by": by}
    made, _new = NoticeTemplate.objects.update_or_create(
        congress=congress, kind=kind, defaults=texts
    )
    audit.note(actor=by, action="notices.template_changed", at=now, target=kind)
    return made


@transaction.atomic
def reset_template(*, congress: Congress, kind: str, by: User, now: datetime) -> bool:
    """Go back to the words that come with a kind; False when they were in use."""
    gone, _rows = NoticeTemplate.objects.filter(congress=congress, kind=kind).delete()
    if gone:
        audit.note(actor=by, action="notices.template_reset", at=now, target=kind)
    return bool(gone)


@transaction.atomic
def set_rules(*, rules: NoticeRules, by: User, now: datetime) -> NoticeRules:
    """Keep quiet hours, signature and the most reminders a week. Raises NoticeRefused for a night
    that leaves fewer than six hours."""
    if _open_hours(rules.quiet_from, rules.quiet_until) < 6:
        told = _("安静时段太长，一天里要留出至少 6 小时可以发。")
        raise NoticeRefused("quiet", told)
    if not 1 <= rules.weekly_cap <= 14:
        raise NoticeRefused("weekly_cap", _("每人每周的提醒要在 1 到 14 次之间。"))
    known = rules_of(rules.congress)
    for name in ("quiet_from", "quiet_until", "signature", "weekly_cap"):
        setattr(known, name, getattr(rules, name))
    known.save()
    audit.note(
        actor=by,
        action="notices.rules_changed",
        at=now,
        target=rules.congress.key,
        quiet=f"{rules.quiet_from:%H:%M}-{rules.quiet_until:%H:%M}",
        weekly_cap=rules.weekly_cap,
    )
    return known


def _open_hours(begins: time, ends: time) -> float:
    quiet = (ends.hour * 60 + ends.minute) - (begins.hour * 60 + begins.minute)
    return 24 - (quiet % (24 * 60)) / 60
