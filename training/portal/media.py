"""Uploaded files, with byte ranges. Pictures in the public collection for all, others for
signed-in people; documents, recordings and their captions for those who may open them."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cms.assets.limits import PICTURES, ending
from cms.assets.models import Attachment, CaptionTrack, Picture, PictureRendition, Recording
from training.people.file_access import PUBLIC, may_open
from training.portal.sending import send


def _is_public(name: str) -> bool:
    pictures = Picture.objects.filter(collection__name=PUBLIC)
    return (
        pictures.filter(file=name).exists()
        or PictureRendition.objects.filter(file=name, image__collection__name=PUBLIC).exists()
    )


def _recording(name: str) -> Recording | None:
    """The recording that a file, or a file of captions, belongs to."""
    if name.startswith("recordings/"):
        return Recording.objects.select_related("owner_root").filter(file=name).first()
    tracks = CaptionTrack.objects.select_related("recording__owner_root").filter(file=name)
    track = tracks.first()
    return track.recording if track else None


def _may_have(request: HttpRequest, name: str) -> bool:
    if name.startswith(("images/", "original_images/")):
        known = ending(name) in PICTURES
        return known and (request.user.is_authenticated or _is_public(name))
    if name.startswith(("recordings/", "captions/")):
        recording = _recording(name)
        return recording is not None and may_open(request.user, recording)
    return False


@login_not_required
@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """A picture, recording or captions she may have, whole or in part; 404 for anything else."""
    if ".." in name.split("/") or not _may_have(request, name):
        raise Http404
    return send(request, default_storage, name)


@login_not_required
def document(request: HttpRequest, key: str, filename: str) -> HttpResponse | StreamingHttpResponse:
    """A document she may open; the sign-in form for visitors, 404 for what is foreign or has
    another name."""
    found = get_object_or_404(Attachment.objects.select_related("collection"), pk=key)
    if found.filename == filename and may_open(request.user, found):
        return require_safe(send)(request, found.file.storage, found.file.name, found.filename)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404
