"""Write ``expected.txt`` of every case anew; the difference is for a person to read.

Run as ``python tests/golden/tosca/regenerate.py``.
"""

from pathlib import Path

from stratum.testing.imported import told

FOLDER = Path(__file__).parent


def main() -> None:
    """Write every case."""
    for case in sorted(FOLDER.glob("*/template.yaml")):
        text = told(case.read_text(encoding="utf-8"), case.name)
        (case.parent / "expected.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
