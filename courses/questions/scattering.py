"""A fixed order of all questions that has nothing to do with their content or age.

Drawing questions by chance from a large bank must not read the bank. So every question has a place
on a circle, a multiple of its primary key; indexes keep the places in order, and a draw begins at a
random place and takes those that follow (courses/quizzes/sampling.py). Nothing is stored for it.
"""

from django.db.models import F
from django.db.models.expressions import Combinable

CIRCLE = 2**32
# The circle divided by the golden ratio: consecutive keys land as far apart as can be
# (multiplicative hashing, Knuth, The Art of Computer Programming, volume 3, section 6.4).
STRIDE = 2654435761


def scattered(key: str) -> Combinable:
    """The place of the question whose key stands in a column, as an expression for an index."""
    return (F(key) * STRIDE) % CIRCLE


def scattered_sql(column: str) -> str:
    """The same as SQL with doubled percent signs, written as the indexes have it."""
    return f"(({column} * {STRIDE}) %% {CIRCLE})"
