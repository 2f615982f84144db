"""Values in the line of their key or their dash, and how a text is indented."""

from stratum.language.edits.sheet import Path, Sheet, Splice
from stratum.language.syntax.spans import Span, Table


def inline(page: Sheet, path: Path, span: Span, written: str, *, is_block: bool) -> list[Splice]:
    """What puts a value written in one line in place of another.

    Args:
        page: The text.
        path: Of the value.
        span: The value that is there.
        written: The new one.
        is_block: Whether the one that is there stands on lines of its own.
    """
    if is_block:
        at = colon(page, path)
        return [Splice(at, at, f" {written}"), Splice(page.line_start(span.start), page.line_end(span.end))]
    if span.start < span.end:
        return [Splice(span.start, span.end, written)]
    lead = "" if page.text[span.start - 1 : span.start] in {" ", "["} else " "
    if isinstance(path[-1], str) and ":" not in page.text[_key_end(page, path) : span.start]:
        lead = ": "  # a key of a flow mapping may stand without a colon
    return [Splice(span.start, span.start, f"{lead}{written}")]


def _key_end(page: Sheet, path: Path) -> int:
    entry = page.entry(path)
    return entry.key.end if entry is not None else 0


def colon(page: Sheet, path: Path) -> int:
    """Offset behind the colon of an entry, or the dash of an item."""
    if isinstance(path[-1], str):
        return page.text.index(":", _key_end(page, path)) + 1
    return dash_of(page, page.find(path)) + 1


def dash_of(page: Sheet, item: Span | None) -> int:
    """Offset of the dash of an item."""
    return page.text.rindex("-", 0, item.start) if item is not None else 0


def step_of(page: Sheet) -> int:
    """How far the text indents what is inside of something; 2 where nothing tells."""
    waiting = [page.spans.root]
    while waiting:
        span = waiting.pop()
        if isinstance(span, Table) and not span.flow:
            for entry in span.entries.values():
                inner = entry.value
                if isinstance(inner, Table) and not inner.flow and inner.entries:
                    deep = page.column(next(iter(inner.entries.values())).key.start)
                    return max(1, deep - page.column(entry.key.start))
                waiting.append(inner)
    return 2
