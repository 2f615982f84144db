"""What every working copy of live editing promises. Subclass, and provide the fixture ``files``."""

import pytest

from stratum.core.errors import TransientError
from stratum.live.ports import Files


class FilesContract:
    """The promises of ``stratum.live.ports.Files``.

    Fixture to provide: ``files``, a copy at the branch ``main`` with two files or more, all committed.
    """

    def test_a_text_takes_the_place_of_the_one_before_it(self, files: Files) -> None:
        """A text takes the place of the one before it, and of no other one."""
        before = files.read()
        name = min(before)
        files.write(name, before[name], before[name] + "# more\n")
        assert files.read() == {**before, name: before[name] + "# more\n"}
        with pytest.raises(TransientError):
            files.write(name, before[name], "other")
        assert files.read() == {**before, name: before[name] + "# more\n"}

    def test_files_are_made_and_removed(self, files: Files) -> None:
        """A file is made where none is, and removed as it was read; both may be done already."""
        before = files.read()
        text = "stratum: 1\nkind: Infrastructure\nname: other\nhosts: {}\n"
        for _ in range(2):
            files.write("more/other.yaml", None, text)
        assert files.read() == {**before, "more/other.yaml": text}
        with pytest.raises(TransientError):
            files.write("more/other.yaml", None, before[min(before)])
        with pytest.raises(TransientError):
            files.write("more/other.yaml", before[min(before)], None)
        made = files.commit(["more/other.yaml"], ["Ada"])
        assert made is not None
        for _ in range(2):
            files.write("more/other.yaml", text, None)
        assert files.read() == before
        assert files.commit(["more/other.yaml"], ["Ada"]) is not None

    def test_a_commit_is_made_of_what_changed_and_of_nothing_else(self, files: Files) -> None:
        """A commit is made of what changed in its files; there is none where nothing did."""
        before = files.read()
        name, *others = sorted(before)
        assert files.commit([name, *others], ["Ada"]) is None
        files.write(name, before[name], before[name] + "# more\n")
        assert files.commit(others, ["Ada"]) is None
        made = files.commit([name, *others], ["Ada"])
        assert made is not None
        assert made.by == "Ada"
        assert files.commit([name, *others], ["Ada"]) is None

    def test_it_stands_at_its_branch(self, files: Files) -> None:
        """It stands at its branch."""
        assert files.branch() == "main"
