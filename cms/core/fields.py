"""A StreamField whose migrations do not repeat the block definitions."""

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """StreamField for page bodies: editing a block never needs a migration."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "cms.core.fields.BodyField", [[]], kwargs
