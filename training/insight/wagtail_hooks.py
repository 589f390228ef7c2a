"""What the statistics add to the desk's landing page."""

from django.http import HttpRequest
from wagtail import hooks

from cms.desk.home import DeskPanel
from training.insight.desk import ClassesPanel


@hooks.register("desk_panels")
def classes(request: HttpRequest) -> list[DeskPanel]:
    """我的班."""
    return [ClassesPanel(request)]
