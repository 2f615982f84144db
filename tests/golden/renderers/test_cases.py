"""What generators write of two applications, byte for byte."""

from pathlib import Path

import pytest

from stratum.testing.renderings import CASES, rendered, shown

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(("engine", "case"), CASES)
def test_case(engine: str, case: str) -> None:
    expected = (FOLDER / f"{engine}-{case}.txt").read_text(encoding="utf-8")
    assert shown(rendered(engine, case)) == expected
