"""The examples that the package carries: templates of new workspaces."""

from importlib.resources import files
from pathlib import Path

from stratum.core.errors import NotFoundError

SUFFIXES = (".yaml", ".sql", ".md")


def example_root() -> Path:
    """Folder of the numbered examples: inside the installed package, or beside a checkout's sources."""
    package = Path(str(files("stratum")))
    inside = package / "examples"
    return inside if inside.is_dir() else package.parents[1] / "examples"


def example_names() -> tuple[str, ...]:
    """Names of the examples, such as ``01-flights``, sorted."""
    root = example_root()
    return tuple(sorted(p.name for p in root.iterdir() if p.is_dir())) if root.is_dir() else ()


def example_files(name: str) -> dict[str, str]:
    """Text of each file of an example, by relative path.

    Raises:
        NotFoundError: If there is no such example; the hint lists the known ones.
    """
    if name not in example_names():
        raise NotFoundError(f"no example {name!r}", f"known: {', '.join(example_names()) or 'none'}")
    folder = example_root() / name
    found = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in found}
