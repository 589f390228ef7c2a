"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.local")
application = get_wsgi_application()

from training.portal.checks import refuse_an_unsafe_database  # noqa: E402 - after Django is set up

refuse_an_unsafe_database()
