"""`make bench`: settings/local.py, and a middleware that counts queries when a request asks for
it."""

from .local import *
from .local import ACCOUNT_RATE_LIMITS, MIDDLEWARE

MIDDLEWARE = ["benchmarks.middleware.Measured", *MIDDLEWARE]
# Everybody signs in from one address, many times a minute. The limit is still looked up.
ACCOUNT_RATE_LIMITS = {**ACCOUNT_RATE_LIMITS, "login": "100000/m/ip"}
