"""Write the expected files of every case anew; the difference is for a person to read.

Run as ``python tests/golden/renderers/regenerate.py``.
"""

from pathlib import Path

from stratum.testing.renderings import CASES, rendered, shown

FOLDER = Path(__file__).parent


def main() -> None:
    """Write every case."""
    for engine, case in CASES:
        (FOLDER / f"{engine}-{case}.txt").write_text(shown(rendered(engine, case)), encoding="utf-8")


if __name__ == "__main__":
    main()
