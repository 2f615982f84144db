"""Broken models: how many of the faults that are put into valid models a check finds, at the right element.

Each way to break a model is tried on models chosen by chance from a seed. A mutant is found where a finding
has the code that was meant and is about the element that was broken. The originals must be without findings.
The faults are put into the models as plain data, without a part of what checks them.
"""

import argparse
import dataclasses
import itertools
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from large_models.texts import texts as large
from mutants import flows, hosting, policies, structure, values
from mutants.draft import KINDS, TYPES, Draft, Kind, Original

from stratum.core.findings import Finding, Severity
from stratum.language.check import check_files
from stratum.language.codes import Code
from stratum.language.library import extended

ROOT: Final = Path(__file__).parents[1]
PLANT: Final = Path(__file__).parent / "mutants" / "plant"
TRIES: Final = 50
WAYS: Final = (values, structure, hosting, flows, policies)
MADE_BY: Final = {Code.SUBSTITUTED: "no fault: a choice that is told"}
"""Codes without a way to them, and why."""


@dataclasses.dataclass(frozen=True)
class Row:
    """One way to break models with what came of it."""

    kind: Kind
    made: int
    found: int
    elsewhere: int
    missed: tuple[str, ...]


def originals() -> list[Original]:
    """The examples, a plant with everything that the language has, and a large model."""
    folders = sorted(p for p in (ROOT / "examples").iterdir() if p.is_dir())
    found = [_folder(folder) for folder in (*folders, PLANT)]
    texts = large(200)
    return [*found, Original("large", texts, frozenset({*texts, "rows.csv"}))]


def _folder(folder: Path) -> Original:
    texts = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.yaml"))}
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return Original(folder.name, texts, frozenset({*texts, *files}))


def examined(texts: Mapping[str, str], files: frozenset[str]) -> list[Finding]:
    """What a check says of texts."""
    own = {name: text for name, text in texts.items() if name == TYPES}
    types = extended(own)
    rest = {name: text for name, text in texts.items() if name not in own}
    packaged = {p for text in rest.values() for p in _packaged(text)}
    return [*types.findings, *check_files(rest, types.metamodel, files | packaged).findings]


def _packaged(text: str) -> Iterable[str]:
    return (word.strip("\"',}") for word in text.split() if word.strip("\"'").startswith("package:"))


def tried(kind: Kind, models: list[Original], wanted: int, seed: int) -> Row:
    """A way to break models, tried until there are so many mutants."""
    random = Random(f"{seed} {kind.code} {kind.name}")
    made = found = elsewhere = 0
    missed: list[str] = []
    for _ in range(wanted * TRIES):
        if made == wanted:
            break
        draft = Draft(random.choice(models), random)
        element = kind.work(draft)
        if element is None:
            continue
        made += 1
        findings = [f for f in examined(draft.texts(), draft.original.files) if f.code == kind.code]
        if any(element in {"", f.element} for f in findings):
            found += 1
        else:
            elsewhere += bool(findings)
            missed.append(f"{kind.code} ({kind.name}) of {draft.original.name}: {element}")
    return Row(kind, made, found, elsewhere, tuple(missed))


def main() -> int:
    """Print the table; 1 where too much is missed or an original has findings."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--each", type=int, default=15, help="mutants of each kind")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    models = originals()
    alarms = [
        f"{m.name}: {f.position}: {f.message} [{f.code}]"
        for m in models
        for f in examined(m.texts, m.files)
        if f.severity is not Severity.NOTE
    ]
    rows = [tried(kind, models, given.each, given.seed) for kind in KINDS]
    show(rows, models, alarms)
    made, found = sum(r.made for r in rows), sum(r.found for r in rows)
    return int(bool(alarms) or found < 0.99 * made or made < 1000)


def show(rows: list[Row], models: list[Original], alarms: list[str]) -> None:
    """The table by kind, the misses, and what no way leads to."""
    print("| code | broken by | mutants | found | elsewhere | not at all |")
    print("|---|---|---|---|---|---|")
    for row in sorted(rows, key=lambda r: (r.kind.code, r.kind.name)):
        lost = row.made - row.found - row.elsewhere
        name = row.kind.name.replace("_", " ")
        print(f"| `{row.kind.code}` | {name} | {row.made} | {row.found} | {row.elsewhere} | {lost} |")
    made, found = sum(r.made for r in rows), sum(r.found for r in rows)
    print(f"\n{made} mutants of {len(models)} models, {found} found: {found / max(1, made):.2%}")
    print(f"false alarms on the originals: {len(alarms)}")
    for line in (*alarms, *itertools.chain.from_iterable(r.missed[:3] for r in rows if r.missed)):
        print(f"  {line}")
    without = sorted({*Code} - {row.kind.code for row in rows if row.made} - {*MADE_BY})
    print(f"codes that no mutant was made for: {', '.join(without) or 'none'}")


if __name__ == "__main__":
    sys.exit(main())
