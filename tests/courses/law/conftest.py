from tests.courses.law.changing import everything, new, old, whole
from tests.factories.desk import as_li, as_qian, as_shen, as_sun, desk, qian, sun

__all__ = [
    "as_li",
    "as_qian",
    "as_shen",
    "as_sun",
    "desk",
    "everything",
    "new",
    "old",
    "qian",
    "sun",
    "whole",
]
