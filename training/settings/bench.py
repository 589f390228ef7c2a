"""`make bench`: settings/local.py, and a middleware that counts queries when a request asks for
it."""

from .local import *
from .local import MIDDLEWARE

MIDDLEWARE = ["benchmarks.middleware.Measured", *MIDDLEWARE]
