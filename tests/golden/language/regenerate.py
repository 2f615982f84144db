"""Write ``expected.txt`` of every case, and the reference of the types, anew.

The difference is for a person to read.

Run as ``python tests/golden/language/regenerate.py``.
"""

from pathlib import Path

from stratum.language.check import check_files
from stratum.language.library import extended, library
from stratum.language.reference import render
from stratum.language.report import to_text

FOLDER = Path(__file__).parent
REFERENCE = FOLDER.parents[2] / "docs" / "reference" / "language.md"
MARK = "The rest of this page is written from the types.\n\n"


def report(case: Path) -> str:
    """What the checker says of a case; ``types.yaml`` extends the types, ``files.txt`` lists the files."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(case.glob("*.yaml"))}
    types = extended({name: files.pop(name) for name in tuple(files) if name == "types.yaml"})
    listed = case / "files.txt"
    known = frozenset(listed.read_text(encoding="utf-8").split()) if listed.is_file() else None
    found = check_files(files, types.metamodel, known)
    return to_text((*types.findings, *found.findings))


def main() -> None:
    """Write every case and the reference."""
    for case in sorted(FOLDER.iterdir()):
        if case.is_dir() and any(case.glob("*.yaml")):
            (case / "expected.txt").write_text(report(case), encoding="utf-8")
    head = REFERENCE.read_text(encoding="utf-8").partition(MARK)[0]
    REFERENCE.write_text(head + MARK + render(library()), encoding="utf-8")


if __name__ == "__main__":
    main()
