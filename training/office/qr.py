"""QR codes of the office's papers; the drawing is cms.core's."""

from cms.core.qr import QUIET, Drawing, draw

__all__ = ["QUIET", "Drawing", "draw"]
