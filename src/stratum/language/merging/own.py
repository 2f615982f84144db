"""A value of one's own in place of both sides of a conflict: where that can be, and what is edited then."""

from collections.abc import Iterable, Mapping

from stratum.core.edits import Edit, RenameElement, SetValue
from stratum.core.findings import Finding
from stratum.language.edits.draft import Refused, apply, draft
from stratum.language.merging.conflicts import Conflict, conflict_id, file_id
from stratum.language.merging.reading import Reader
from stratum.language.metamodel import Attribute, Metamodel


def takes_own(conflict: Conflict, texts: Mapping[str, str], reader: Reader) -> bool:
    """Whether a conflict can be answered with a value of one's own.

    That is so for a value of an element or of the document, for what both renamed, and for a whole file. Of
    everything else one of the two sides is taken, and edited afterwards.

    Args:
        conflict: The conflict.
        texts: The merged files with ours in the place of conflicts, by file.
        reader: Reads them.
    """
    if _is_file(conflict) or _is_rename(conflict):
        return True
    return conflict.what.partition(".")[0] in _attributes(conflict, texts, reader)


def with_own(
    texts: Mapping[str, str], answers: Iterable[tuple[Conflict, str]], metamodel: Metamodel
) -> dict[str, str] | tuple[Finding, ...]:
    """Merged files with values of one's own in them.

    Args:
        texts: The files where ours was taken in these conflicts, by file.
        answers: Each conflict that ``takes_own`` with its value as YAML, or of a file with its text.
        metamodel: The types.

    Returns:
        The files; why it cannot be where a value is not legal.
    """
    told = list(answers)
    found = {**texts, **{conflict.file: value for conflict, value in told if _is_file(conflict)}}
    edits = [_edit(conflict, value) for conflict, value in told if not _is_file(conflict)]
    if not edits:
        return found
    done = apply(draft(found, metamodel), edits)
    return done.findings if isinstance(done, Refused) else {**found, **done.texts}


def _edit(conflict: Conflict, value: str) -> Edit:
    if _is_rename(conflict):
        return RenameElement(conflict.file, conflict.ours, value)
    return SetValue(conflict.file, conflict.element, conflict.what, value)


def _is_file(conflict: Conflict) -> bool:
    return conflict.id == file_id(conflict.file)


def _is_rename(conflict: Conflict) -> bool:
    """Both gave an element another name; two elements of one name are something else."""
    return conflict.what == "name" and conflict.element != "" and conflict.id.endswith(":name")


def _attributes(conflict: Conflict, texts: Mapping[str, str], reader: Reader) -> Mapping[str, Attribute]:
    """The attributes of what a conflict is about; none of a relation."""
    text = texts.get(conflict.file)
    document = reader.document(conflict.file, text) if text is not None else None
    if document is None:
        return {}
    if not conflict.element:
        return reader.metamodel.documents[document.kind].attributes
    element = document.element(conflict.element)
    is_own = element is not None and conflict.id == conflict_id(conflict.file, element.id, conflict.what)
    return reader.metamodel.type(element.type).attributes if element is not None and is_own else {}
