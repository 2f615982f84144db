"""Write ``expected.txt`` of every case, and the reference of the types, anew.

The difference is for a person to read.

Run as ``python tests/golden/language/regenerate.py``.
"""

from pathlib import Path

import yaml

from stratum.language import inventory
from stratum.language.check import check_files
from stratum.language.library import extended, library
from stratum.language.reference import render
from stratum.language.report import to_text

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
REFERENCE = ROOT / "docs" / "reference" / "language.md"
INVENTORY = ROOT / "docs" / "reference" / "types.md"
EARLIER = ROOT / "tests" / "unit" / "language" / "library" / "earlier.yaml"
MARK = "The rest of this page is written from the types.\n\n"
TITLES = {
    "deployment": "Names of the earlier deployment metamodel",
    "learning": "Names of the earlier learning metamodel",
    "pictures": "Names of the earlier pictures",
}


def report(case: Path) -> str:
    """What the checker says of a case; ``types.yaml`` extends the types, ``files.txt`` lists the files."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(case.glob("*.yaml"))}
    types = extended({name: files.pop(name) for name in tuple(files) if name == "types.yaml"})
    listed = case / "files.txt"
    known = frozenset(listed.read_text(encoding="utf-8").split()) if listed.is_file() else None
    found = check_files(files, types.metamodel, known)
    return to_text((*types.findings, *found.findings))


def types_page() -> str:
    """The tables of types, with what stands for the names of earlier metamodels."""
    names = yaml.safe_load(EARLIER.read_text(encoding="utf-8"))
    elsewhere = names["elsewhere"]
    earlier = {
        title: {old: elsewhere.get(new, new) for old, new in names[sample].items()}
        for sample, title in TITLES.items()
    }
    return inventory.render(library(), earlier)


def main() -> None:
    """Write every case and the references."""
    for case in sorted(FOLDER.iterdir()):
        if case.is_dir() and any(case.glob("*.yaml")):
            (case / "expected.txt").write_text(report(case), encoding="utf-8")
    for page, text in ((REFERENCE, render(library())), (INVENTORY, types_page())):
        head = page.read_text(encoding="utf-8").partition(MARK)[0]
        page.write_text(head + MARK + text, encoding="utf-8")


if __name__ == "__main__":
    main()
