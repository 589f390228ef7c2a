"""Makes an examination of the seeded quiz: with a pass mark, so that each sitting ends in PASSED or
FAILED. Runs with the site's own settings: python -m benchmarks.faults.exam LEARNERS
"""

import sys
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the apps

from courses.models import Quiz  # noqa: E402
from training.insight.management.commands.seed_bench import KEY  # noqa: E402

PASS_MARK = 50


def main() -> None:
    """Prints what the clients need to know: the seed's own report."""
    call_command("createcachetable")
    told = StringIO()
    call_command("seed_bench", "--json", "--sizes", sys.argv[1], stdout=told)
    Quiz.objects.filter(key=f"{KEY}-1").update(pass_mark=PASS_MARK, attempts_allowed=None)
    print(told.getvalue().strip())


if __name__ == "__main__":
    main()
