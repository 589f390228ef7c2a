"""Search and reference indexes during a load: once per object and file, not at every save.

Publishing a question saves it several times, and each save would index it again. Inside
`deferred_indexing` the two signal handlers only note what was saved; before the file's
transaction ends every noted object is indexed once, so the indexes are never behind a commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch import index, signal_handlers
from modelsearch.backends import get_search_backends_with_name
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index everything saved inside when the block ends well. For single-threaded commands only:
    the search handlers are disconnected for the whole process meanwhile."""
    saved: dict[type[Model], set[Any]] = {}

    def note(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        saved.setdefault(sender, set()).add(instance.pk)

    indexed = [m for m in index.get_indexed_models() if getattr(m, "search_auto_update", True)]
    for model in indexed:
        post_save.disconnect(signal_handlers.post_save_signal_handler, sender=model)
    post_save.connect(note)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(note)
        for model in indexed:
            post_save.connect(signal_handlers.post_save_signal_handler, sender=model)
    _index(saved)


def _index(saved: dict[type[Model], set[Any]]) -> None:
    for model, pks in saved.items():
        if model in ReferenceIndex.tracked_models:
            for instance in model._base_manager.filter(pk__in=pks):
                ReferenceIndex.create_or_update_for_object(instance)
        if index.class_is_indexed(model):
            indexed: Any = model
            objects = list(indexed.get_indexed_objects().filter(pk__in=pks))
            for _name, backend in get_search_backends_with_name(with_auto_update=True):
                backend.add_bulk(model, objects)
