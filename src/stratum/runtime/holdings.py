"""Large files of a workspace: added, given to a remote place, taken from there, and cleared away."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from stratum.core.errors import InvalidInputError, NotFoundError
from stratum.runtime import plugins
from stratum.runtime.remotes import DEPOTS, FOLDER
from stratum.runtime.wiring import OBJECTS, Parts
from stratum.store.contents import Watch, digest_of, fetch, keep, place
from stratum.store.logic.pointers import (
    SUFFIX,
    Pointer,
    pointer_from_text,
    pointer_name,
    pointer_to_text,
    target,
)
from stratum.store.ports import Depot

PARTS: Final = "parts"
_EVERY: Final = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """What was moved.

    Attributes:
        files: Names of what was moved, or its digests.
        bytes: How much that is.
    """

    files: tuple[str, ...] = ()
    bytes: int = 0


class Holdings:
    """The large files of a workspace.

    Args:
        parts: The workspace.
        watch: Told of bytes that are done.
    """

    def __init__(self, parts: Parts, watch: Watch = lambda _: None) -> None:
        self._space = parts.workspace
        self._state = parts.state
        self._watch = watch

    @property
    def local(self) -> Depot:
        """What is kept on this machine."""
        depot: Depot = plugins.load(DEPOTS, FOLDER)({"path": str(self._state / OBJECTS)})
        return depot

    def path(self, pointer: Pointer) -> Path:
        """Where a content is kept on this machine."""
        return self._state / OBJECTS / pointer.sha256[:2] / pointer.sha256

    def pointers(self, commit: str = "") -> Mapping[str, Pointer]:
        """The pointers of the files that are here, or of a commit, by the file that they stand for.

        Raises:
            InvalidInputError: If one cannot be read.
        """
        if commit:
            history = self._space.history
            names = [name for name in history.files(commit) if name.endswith(SUFFIX)]
            found = history.contents(commit, names)
        else:
            root = self._space.root
            files = (p for p in root.rglob(f"*{SUFFIX}") if self._is_ours(p))
            found = {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(files)}
        return {target(name): pointer_from_text(content, name) for name, content in found.items()}

    def _is_ours(self, path: Path) -> bool:
        inside = path.relative_to(self._space.root).parts
        return path.is_file() and not any(part.startswith(".") for part in inside)

    def add(self, files: Iterable[Path]) -> Mapping[str, Pointer]:
        """Keep files by their content, write a pointer beside each, and keep git away from them.

        Raises:
            InvalidInputError: If one is no file of the workspace, or is in git already.
        """
        named = {self._name(file): file for file in files}
        kept = {name: keep(self.local, file, self._watch) for name, file in named.items()}
        for name, pointer in kept.items():
            text = pointer_to_text(pointer)
            (self._space.root / pointer_name(name)).write_text(text, encoding="utf-8")
        self._ignore(kept)
        return kept

    def _name(self, file: Path) -> str:
        path, root = file.resolve(), self._space.root
        if not path.is_relative_to(root) or not path.is_file():
            raise InvalidInputError(f"{file} is no file of {root}", "copy it into the workspace first")
        name = path.relative_to(root).as_posix()
        if self._space.newest() is not None and name in self._space.history.files("HEAD"):
            raise InvalidInputError(f"{name} is in git already", f"take it out first: git rm --cached {name}")
        return name

    def _ignore(self, names: Iterable[str]) -> None:
        file = self._space.root / ".gitignore"
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        missing = [line for line in (f"/{_plain(name)}" for name in names) if line not in lines]
        if missing:
            file.write_text("".join(f"{line}\n" for line in (*lines, *missing)), encoding="utf-8")

    def push(self, depot: Depot, pointers: Mapping[str, Pointer]) -> Moved:
        """Give what a depot lacks; what is there already is not sent again.

        Raises:
            NotFoundError: If a content is not on this machine.
        """
        done = []
        for name, pointer in pointers.items():
            if depot.size(pointer.sha256) == pointer.bytes:
                self._watch(pointer.bytes)
                continue
            if digest_of(self._here(name, pointer), self._watch) != pointer:
                self.local.remove(pointer.sha256)
                raise NotFoundError(f"what is kept of {name} is broken", f"stratum data add {name}")
            depot.put(pointer.sha256, self.path(pointer))
            done.append(name)
        return Moved(tuple(done), sum(pointers[name].bytes for name in done))

    def _here(self, name: str, pointer: Pointer) -> Path:
        if not self.path(pointer).is_file():
            raise NotFoundError(f"the content of {name} is not here", f"stratum data add {name}")
        return self.path(pointer)

    def pull(self, depot: Depot | None, pointers: Mapping[str, Pointer]) -> Moved:
        """Bring contents to this machine that are not here; a try that was cut off goes on.

        Args:
            depot: Where they are; None where nothing is known of such a place.
            pointers: Which ones, by the file that they stand for.

        Raises:
            NotFoundError: If one is not there either.
        """
        done = []
        for name, pointer in pointers.items():
            if self.local.size(pointer.sha256) == pointer.bytes:
                self._watch(pointer.bytes)
                continue
            if depot is None:
                raise NotFoundError(
                    f"the content of {name} is not here", "say where: stratum data remote PLACE"
                )
            part = self._state / PARTS / pointer.sha256
            fetch(depot, pointer, part, self._watch)
            self.path(pointer).parent.mkdir(parents=True, exist_ok=True)
            part.replace(self.path(pointer))
            done.append(name)
        return Moved(tuple(done), sum(pointers[name].bytes for name in done))

    def place(self, pointers: Mapping[str, Pointer], *, force: bool) -> tuple[str, ...]:
        """Put contents of this machine where their pointers stand; the files that changed.

        Raises:
            InvalidInputError: If another content is there, without ``force``.
        """
        root = self._space.root
        return tuple(n for n, p in pointers.items() if place(self.path(p), root / n, p, force=force))

    def clear(self, *, dry: bool) -> Moved:
        """Forget what no pointer of any commit, nor of the files that are here, stands for.

        Args:
            dry: Whether it is only told.
        """
        wanted = {pointer.sha256 for pointer in self._every()}
        sizes = {
            digest: self.local.size(digest) or 0 for digest in self.local.digests() if digest not in wanted
        }
        if not dry:
            for digest in sizes:
                self.local.remove(digest)
        return Moved(tuple(sorted(sizes)), sum(sizes.values()))

    def _every(self) -> Iterator[Pointer]:
        yield from self.pointers().values()
        history, seen = self._space.history, set[str]()
        commits = history.log(every=True, limit=_EVERY).commits if self._space.newest() else ()
        for logged in commits:
            files = history.files(logged.commit.id)
            new = [name for name, content in files.items() if name.endswith(SUFFIX) and content not in seen]
            seen.update(files[name] for name in new)
            for name, content in history.contents(logged.commit.id, new).items() if new else ():
                yield pointer_from_text(content, name)


def _plain(name: str) -> str:
    """A name as a line of .gitignore that means it alone."""
    return "".join(f"\\{sign}" if sign in "*?[]\\! #" else sign for sign in name)
