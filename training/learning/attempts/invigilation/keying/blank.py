"""The table a class's paper answers are typed into, with everybody's name in it already."""

import csv
from datetime import datetime
from io import StringIO

from django.db import transaction
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort
from training.learning.attempts.invigilation.keying.papers import STANDARD, PaperForm
from training.learning.attempts.invigilation.keying.selectors import roster
from training.people import audit
from training.people.models import User
from training.people.spreadsheets import harmless


@transaction.atomic
def blank_table(
    *, quiz: Quiz, cohort: Cohort, form: PaperForm, by: User, now: datetime
) -> tuple[str, bytes]:
    """File name and CSV: a row for everybody who has no paper sitting yet, a column for each
    question; noted in the audit, because it is a roster."""
    people = [one for one in roster(quiz, cohort) if not one.keyed]
    file = StringIO()
    writer = csv.writer(file)
    places = [str(place.position) for place in form.places]
    writer.writerow([_("编号"), _("姓名"), _("卷号"), *places])
    number = "" if form.number == STANDARD else str(form.number)
    for one in people:
        learner = one.enrolment.learner
        cells = [harmless(learner.number), harmless(learner.name), number]
        writer.writerow([*cells, *[""] * len(places)])
    audit.note(
        actor=by,
        action="export.keying_table",
        at=now,
        target=quiz.key,
        cohort=cohort.key,
        rows=len(people),
    )
    name = f"{_('录入表')}-{quiz.key}-{form.number or 'standard'}.csv"
    return name, file.getvalue().encode("utf-8-sig")
