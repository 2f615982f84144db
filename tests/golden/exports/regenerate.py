"""Write the expected files of every model anew; the difference is for a person to read.

Run as ``python tests/golden/exports/regenerate.py``.
"""

from pathlib import Path

from stratum.testing.exports import TARGETS, report

FOLDER = Path(__file__).parent
MODELS = {
    "flights": FOLDER.parents[2] / "examples" / "01-flights",
    **{path.name: path for path in sorted((FOLDER / "models").iterdir())},
}


def main() -> None:
    """Write every case."""
    for target in TARGETS:
        for name, folder in MODELS.items():
            (FOLDER / f"{target}-{name}.txt").write_text(report(folder, target), encoding="utf-8")


if __name__ == "__main__":
    main()
