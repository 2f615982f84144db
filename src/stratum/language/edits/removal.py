"""Taking something out of a text, with the line or the comma that belongs to it."""

import re
from typing import Final

from stratum.language.edits.inline import inline
from stratum.language.edits.sheet import CutError, Path, Sheet, Splice, own, said, sheet
from stratum.language.syntax.nodes import Mapping, Node, Sequence
from stratum.language.syntax.spans import Row, Table
from stratum.language.syntax.writing import flow

_COMMA: Final = re.compile(r",?[ \t]*")


def drop(text: str, path: Path) -> str:
    """The text without an entry of a mapping or an item of a list; an empty collection stays in its place.

    Raises:
        CutError: Where there is none, or it is shared.
    """
    page = sheet(text)
    own(page, path)
    above, span = page.find(path[:-1]), page.find(path)
    if span is None or not isinstance(above, (Table, Row)):
        raise CutError(f"there is no {said(path)}", "name one that is there")
    if isinstance(above, Table):
        pieces = [(entry.key.start, entry.value.end) for entry in above.entries.values()]
        number = list(above.entries).index(str(path[-1]))
    else:
        pieces = [(item.start, item.end) for item in above.items]
        number = int(path[-1])
    if len(pieces) == 1:
        empty: Node = Mapping({}, 0, 0) if isinstance(above, Table) else Sequence([], 0, 0)
        return page.spliced(_emptied(page, path[:-1], above, empty))
    if above.flow:
        return page.spliced([_out_of_flow(page, pieces, number)])
    begins = [start if isinstance(above, Table) else _dash_at(page, start) for start, _ in pieces]
    return page.spliced([_out_of_block(page, begins, pieces[number][1], number)])


def _dash_at(page: Sheet, start: int) -> int:
    return page.text.rindex("-", 0, start)


def _emptied(page: Sheet, path: Path, above: Table | Row, empty: Node) -> list[Splice]:
    if above.flow:
        brackets = flow(empty)
        return [Splice(above.start, above.end, (f"&{above.anchor} " if above.anchor else "") + brackets)]
    if not path:
        return [Splice(page.line_start(above.start), page.line_end(above.end), page.joined([flow(empty)]))]
    return inline(page, path, above, flow(empty), is_block=page.is_first(above.start))


def _out_of_flow(page: Sheet, pieces: list[tuple[int, int]], number: int) -> Splice:
    """Without one piece and the comma behind it, or the one before it where it is the last."""
    start, end = pieces[number]
    if number + 1 < len(pieces):
        comma = page.next(end)
        behind = _COMMA.match(page.text, comma)
        return Splice(start, behind.end() if behind else comma)
    return Splice(page.next(pieces[number - 1][1]), end)


def _out_of_block(page: Sheet, begins: list[int], end: int, number: int) -> Splice:
    begin = begins[number]
    if page.is_first(begin):
        return Splice(page.line_start(begin), page.line_end(end))
    if number + 1 < len(begins):
        return Splice(begin, begins[number + 1])
    return Splice(begin, end)
