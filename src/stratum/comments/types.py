"""Comments as values. Times are seconds since 1970 UTC."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said.

    Attributes:
        number: Its place among all of the workspace; later ones are greater.
        author: Who said it.
        time: When.
        edited: When it was changed; 0 where it was not.
        text: Markdown; empty where it was deleted.
        is_deleted: Whether its author took it back.
    """

    number: int
    author: str
    time: float
    edited: float
    text: str
    is_deleted: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it.

    Attributes:
        id: Names it.
        file: The document that it is on.
        element: Identity of the element that it is on, or its name; empty for the document itself.
        before: Names that the element had before, the newest first.
        resolved: Who said that it is settled; empty while it is not.
        remarks: What was said, oldest first.
    """

    id: int
    file: str
    element: str
    before: tuple[str, ...]
    resolved: str
    remarks: tuple[Remark, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named somebody.

    Attributes:
        thread: Id of the thread.
        file: Its document.
        element: Its element.
        remark: The remark.
        is_new: Whether whoever is named has not seen it.
    """

    thread: int
    file: str
    element: str
    remark: Remark
    is_new: bool
