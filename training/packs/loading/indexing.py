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
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index everything saved inside when the block ends well. For single-threaded commands only:
    the search handlers are disconnected for the whole process meanwhile."""
    saved: dict[tuple[type[Model], Any], None] = {}

    def note(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        saved[(sender, instance.pk)] = None

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


def _index(saved: dict[tuple[type[Model], Any], None]) -> None:
    for model, pk in saved:
        indexes, refers = index.class_is_indexed(model), model in ReferenceIndex.tracked_models
        if not (indexes or refers):
            continue
        instance = model._default_manager.filter(pk=pk).first()
        if instance is None:
            continue
        if refers:
            ReferenceIndex.create_or_update_for_object(instance)
        if indexes:
            index.insert_or_update_object(instance)
