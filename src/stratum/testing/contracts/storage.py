"""What every storage of a journal promises. Subclass, and provide the fixtures ``storage`` and ``other``."""

from stratum.live.ports import Storage


class StorageContract:
    """The promises of ``stratum.live.ports.Storage``.

    Fixtures to provide: ``storage``, an empty one; ``other``, the same as another process opens it.
    """

    def test_a_new_storage_is_empty(self, storage: Storage) -> None:
        """A new storage is empty."""
        assert storage.read() == b""

    def test_what_is_appended_is_read_in_order_by_whoever_opens_it(
        self, storage: Storage, other: Storage
    ) -> None:
        """What is appended is read in order by whoever opens it."""
        storage.append(b"one")
        storage.append(b"\x00two")
        assert storage.read() == other.read() == b"one\x00two"

    def test_what_is_synced_stays(self, storage: Storage, other: Storage) -> None:
        """What is synced stays."""
        storage.append(b"one")
        storage.sync()
        storage.append(b"two")
        assert other.read() == b"onetwo"

    def test_all_is_replaced_and_appending_goes_on(self, storage: Storage, other: Storage) -> None:
        """All is replaced, and appending goes on."""
        storage.append(b"long ago")
        storage.replace(b"new")
        storage.append(b"er")
        storage.sync()
        assert other.read() == b"newer"
