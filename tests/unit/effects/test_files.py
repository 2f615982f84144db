"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from stratum.effects.files import write_durably


def test_a_file_has_its_old_or_its_new_content(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"old")
    (tmp_path / ".a.part").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_durably(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
