"""What the content house asks of us: who may see a page."""

from wagtail import hooks

from training.people.page_access import may_view

hooks.register("may_view_page", may_view)
