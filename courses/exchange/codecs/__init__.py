"""The formats of files of questions: one literal table. A line here is all a new codec needs.

A codec's module keeps a `CODEC` (see exchange/contract.py). Modules are loaded when they are asked
for, because some of them bring large libraries along.
"""

from importlib import import_module

from courses.exchange.contract import Codec

CODECS = {
    "excel": "courses.exchange.codecs.excel",
    "csv": "courses.exchange.codecs.csv_table",
    "docx": "courses.exchange.codecs.docx",
    "text": "courses.exchange.codecs.text",
    "gift": "courses.exchange.codecs.gift",
    "moodle_xml": "courses.exchange.codecs.moodle_xml",
    "qti": "courses.exchange.codecs.qti",
}
"""Name → module, in the order in which people are offered them."""
READ_ONLY = {"plain": "courses.exchange.codecs.plain"}
"""Readers of files that hold no questions; never on offer to trainers."""


def codec_called(name: str) -> Codec:
    """The codec of a format; raises KeyError for a name that is in neither table."""
    codec: Codec = import_module((CODECS | READ_ONLY)[name]).CODEC
    return codec
