"""Which file of one state is which of another, and what becomes of those that are not merged by elements."""

import dataclasses
from collections.abc import Iterator, Mapping

from stratum.language.merging.conflicts import Choices, Side, conflict, file_id
from stratum.language.merging.lines import joined
from stratum.language.merging.reading import Reader
from stratum.language.merging.texts import Texts
from stratum.language.tree import Document


@dataclasses.dataclass(frozen=True, slots=True)
class Paths:
    """What a file is called in each state; None where a state does not have it."""

    base: str | None
    ours: str | None
    theirs: str | None

    @property
    def file(self) -> str:
        """What it is called in the merge: the first name that it had."""
        return self.base or self.ours or self.theirs or ""


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A file in its three states.

    Attributes:
        paths: What it is called.
        texts: What it holds; None where a state does not have it.
    """

    paths: Paths
    texts: tuple[str | None, str | None, str | None]

    @property
    def all(self) -> Texts:
        """What it holds, empty where a state does not have it."""
        base, ours, theirs = (text or "" for text in self.texts)
        return Texts(base, ours, theirs)

    def is_renamed(self, path: str | None) -> bool:
        """Whether a side that has it under a path gave it that name, and the other side removed it."""
        return self.paths.base != path and None in self.texts

    @property
    def is_unchanged(self) -> bool:
        """Whether all three states are the same."""
        return len(set(self.texts)) == 1

    def documents(self, reader: Reader) -> tuple[Document | None, ...] | None:
        """The trees of the states that have it; None where it cannot be merged by elements."""
        base, ours, theirs = self.texts
        if base is not None and (ours is None or theirs is None):
            return None
        paths = (self.paths.base, self.paths.ours, self.paths.theirs)
        pairs = [(p, t) for p, t in zip(paths, self.texts, strict=True) if p is not None and t is not None]
        found = [reader.document(path, text) for path, text in pairs]
        if any(document is None for document in found) or len({d.kind for d in found if d}) != 1:
            return None
        read = iter(found)
        return tuple(next(read) if text is not None else None for text in self.texts)


def paired(
    reader: Reader, base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> list[File]:
    """The files of three states, each once, renamed ones under one head."""
    mine, other = _renamed(reader, base, ours, theirs), _renamed(reader, base, theirs, ours)
    every = dict.fromkeys((*base, *ours, *theirs))
    taken = {*mine.values(), *other.values()}
    found = []
    for path in sorted(path for path in every if path in base or path not in taken):
        places = (mine.get(path, path), other.get(path, path))
        paths = Paths(
            path if path in base else None,
            places[0] if places[0] in ours else None,
            places[1] if places[1] in theirs else None,
        )
        texts = (base.get(path), ours.get(places[0]), theirs.get(places[1]))
        found.append(File(paths, texts))
    return found


def _renamed(
    reader: Reader, base: Mapping[str, str], side: Mapping[str, str], other: Mapping[str, str]
) -> dict[str, str]:
    """New names of files that one side renamed: same text, or a document of the same kind and name."""
    new = {path: text for path, text in side.items() if path not in base and path not in other}
    new |= {p: t for p, t in side.items() if p not in base and p in other and other[p] == t}
    found: dict[str, str] = {}
    for path, text in base.items() if new else ():
        if path not in side:
            to = next((p for p, t in new.items() if t == text or _is_same(reader, path, text, p, t)), None)
            if to is not None:
                found[path] = to
                del new[to]
    return found


def _is_same(reader: Reader, path: str, text: str, to: str, other: str) -> bool:
    old, new = reader.document(path, text), reader.document(to, other)
    return old is not None and new is not None and (old.kind, old.name) == (new.kind, new.name)


def path_of(file: File, choices: Choices) -> str:
    """What a file is called after the merge."""
    base, ours, theirs = file.paths.base, file.paths.ours, file.paths.theirs
    if ours is None or theirs is None:
        return ours or theirs or file.paths.file
    if theirs in {ours, base}:
        return ours
    if ours == base:
        return theirs
    why = f"we renamed {base} to {ours}, and they to {theirs}"
    found = f"{file_id(file.paths.file)}:path"
    side = choices.side(conflict(found, (file.paths.file, "", "path"), (base or "", ours, theirs), why))
    return ours if side is Side.OURS else theirs


def text_of(file: File, reader: Reader, choices: Choices) -> str | None:
    """What a file holds that is not merged by elements; None where it is gone."""
    base, ours, theirs = file.texts
    if ours == theirs or (theirs == base and not file.is_renamed(file.paths.theirs)):
        return ours
    if ours == base and not file.is_renamed(file.paths.ours):
        return theirs
    broken = next(_broken(file, reader), "")
    if ours is not None and theirs is not None and not broken:
        merged = joined(base or "", ours, theirs)
        if not merged.clashes:
            return merged.text
    why = broken or _why(file, reader)
    subject, texts = (file.paths.file, "", "file"), (base or "", ours or "", theirs or "")
    side = choices.side(conflict(file_id(file.paths.file), subject, texts, why))
    return ours if side is Side.OURS else theirs


def _broken(file: File, reader: Reader) -> Iterator[str]:
    for who, path, text in (
        ("ours", file.paths.ours, file.texts[1]),
        ("theirs", file.paths.theirs, file.texts[2]),
    ):
        if path is not None and text is not None and reader.is_broken(path, text):
            trouble = reader.trouble(path, text)
            yield f"both changed {path}, and {who} cannot be read: {trouble}"


def _how(file: File, path: str | None) -> str:
    return "renamed" if file.is_renamed(path) else "changed"


def _why(file: File, reader: Reader) -> str:
    base, ours, theirs = file.texts
    path = file.paths.file
    if ours is None:
        return f"we removed {path}, and they {_how(file, file.paths.theirs)} it"
    if theirs is None:
        return f"they removed {path}, and we {_how(file, file.paths.ours)} it"
    if base is None:
        return f"both added {path}, and not the same"
    told = (
        (who, reader.trouble(p, text))
        for who, p, text in (
            ("ours", file.paths.ours or path, ours),
            ("theirs", file.paths.theirs or path, theirs),
        )
    )
    trouble = next((f"; it is merged by lines since {who} is not whole: {t}" for who, t in told if t), "")
    return f"both changed the same lines of {path}{trouble}"
