"""Stretches of a recording, or of time: unions and lengths. Pure Python.

A span is (from, to) in whole milliseconds, from < to. A union is a sorted tuple of spans that
neither touch nor overlap, so that two unions of the same moments are equal.
"""

from collections.abc import Iterable

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """The moments covered by any of the spans; empty and backward ones are dropped."""
    found: list[Span] = []
    for start, end in sorted((start, end) for start, end in spans if start < end):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def clipped(spans: Iterable[Span], length: int) -> Spans:
    """The part of the spans that lies within 0 and length."""
    return union((max(start, 0), min(end, length)) for start, end in spans)


def measure(spans: Spans) -> int:
    """How many milliseconds a union covers."""
    return sum(end - start for start, end in spans)
