"""The comments of a workspace: begun, answered, changed, settled, and told to those who are named."""

import json
import sqlite3
from collections.abc import Callable
from typing import Final

from stratum.comments.logic.texts import checked_text, followed, mentioned
from stratum.comments.types import Mention, Remark, Thread
from stratum.core.clock import Clock
from stratum.core.errors import DeniedError, InvalidInputError, NotFoundError, TooManyError
from stratum.effects.sqlite import Database

MOST_A_MINUTE: Final = 30
"""Remarks of one author."""
NEWEST: Final = 100
"""Mentions that are told."""
_MINUTE: Final = 60.0
_PLACE: Final = 500
_NEW: Final = "INSERT INTO remarks (thread, author, time, edited, text, deleted) VALUES (?, ?, ?, 0, ?, 0)"
_MENTIONS: Final = """
SELECT threads.id AS thread_id, threads.file, threads.element, remarks.*,
  remarks.number > COALESCE((SELECT number FROM seen WHERE person = ?1), 0) AS fresh
FROM mentions JOIN remarks ON remarks.number = mentions.remark JOIN threads ON threads.id = remarks.thread
WHERE mentions.person = ?1 AND NOT remarks.deleted ORDER BY remarks.number DESC LIMIT ?2
"""


class Comments:
    """The comments of a workspace. Safe for several threads and processes.

    Args:
        database: Where they are kept.
        clock: Tells the time.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def threads(self, file: str = "") -> tuple[Thread, ...]:
        """Those on a document and its elements, or all; in the order in which they began."""
        if not self._database.is_there:
            return ()
        with self._database.reading() as connection:
            asked = "SELECT * FROM threads WHERE ?1 = '' OR file = ?1 ORDER BY id"
            return tuple(_thread(connection, row) for row in connection.execute(asked, (file,)).fetchall())

    def begin(self, author: str, file: str, element: str, text: str) -> Thread:
        """Comment on an element, or on a document where ``element`` is empty.

        Raises:
            InvalidInputError: If the text cannot be kept, or the place is none.
            TooManyError: If the author said too much in this minute.
        """
        if not file or max(len(file), len(element)) > _PLACE:
            raise InvalidInputError("a comment is on a document", "name its file, and an element of it")
        said = checked_text(text)
        with self._database.writing() as connection:
            asked = "INSERT INTO threads (file, element, before, resolved) VALUES (?, ?, '[]', '')"
            thread = connection.execute(asked, (file, element)).lastrowid
            return self._said(connection, author, int(thread or 0), said)

    def reply(self, author: str, thread: int, text: str) -> Thread:
        """Answer; a thread that was settled is open again.

        Raises:
            NotFoundError: If there is no such thread.
            InvalidInputError: If the text cannot be kept.
            TooManyError: If the author said too much in this minute.
        """
        said = checked_text(text)
        with self._database.writing() as connection:
            _need(connection, thread)
            connection.execute("UPDATE threads SET resolved = '' WHERE id = ?", (thread,))
            return self._said(connection, author, thread, said)

    def edit(self, author: str, number: int, text: str) -> Thread:
        """Give one's own remark another text.

        Raises:
            NotFoundError: If there is no such remark, or it was deleted.
            DeniedError: If it is of somebody else.
            InvalidInputError: If the text cannot be kept.
        """
        said = checked_text(text)

        def change(connection: sqlite3.Connection) -> None:
            row = (said, self._clock.now(), number)
            connection.execute("UPDATE remarks SET text = ?, edited = ? WHERE number = ?", row)
            _note_mentions(connection, number, said)

        return self._changed(author, number, change)

    def delete(self, author: str, number: int, *, anybody: bool = False) -> Thread:
        """Take one's own remark back; its text is gone, the answers stay.

        Args:
            author: Who asks.
            number: The remark.
            anybody: Whether it may be of somebody else.

        Raises:
            NotFoundError: If there is no such remark, or it was deleted.
            DeniedError: If it is of somebody else.
        """

        def change(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE remarks SET text = '', deleted = 1 WHERE number = ?", (number,))
            connection.execute("DELETE FROM mentions WHERE remark = ?", (number,))

        return self._changed("" if anybody else author, number, change)

    def resolve(self, author: str, thread: int, *, is_resolved: bool) -> Thread:
        """Say that a thread is settled, or that it is not.

        Raises:
            NotFoundError: If there is no such thread.
        """
        with self._database.writing() as connection:
            _need(connection, thread)
            row = (author if is_resolved else "", thread)
            connection.execute("UPDATE threads SET resolved = ? WHERE id = ?", row)
            return _thread(connection, _need(connection, thread))

    def follow(self, file: str, element: str, name: str) -> None:
        """An element got another name: what is on it goes with it."""
        if not self._database.is_there:
            return
        with self._database.writing() as connection:
            asked = "SELECT * FROM threads WHERE file = ? AND element = ?"
            for row in connection.execute(asked, (file, element)).fetchall():
                before = json.dumps(followed(element, json.loads(row["before"])))
                changed = (name, before, row["id"])
                connection.execute("UPDATE threads SET element = ?, before = ? WHERE id = ?", changed)

    def mentions(self, person: str) -> tuple[Mention, ...]:
        """Where somebody was named, newest first."""
        if not self._database.is_there:
            return ()
        with self._database.reading() as connection:
            found = connection.execute(_MENTIONS, (person.lower(), NEWEST)).fetchall()
        return tuple(
            Mention(row["thread_id"], row["file"], row["element"], _remark(row), bool(row["fresh"]))
            for row in found
        )

    def see(self, person: str, number: int) -> None:
        """Somebody has seen all up to a remark."""
        with self._database.writing() as connection:
            asked = (
                "INSERT INTO seen (person, number) VALUES (?1, ?2)"
                " ON CONFLICT (person) DO UPDATE SET number = MAX(number, ?2)"
            )
            connection.execute(asked, (person.lower(), number))

    def _said(self, connection: sqlite3.Connection, author: str, thread: int, text: str) -> Thread:
        now = self._clock.now()
        asked = "SELECT COUNT(*) FROM remarks WHERE author = ? AND time > ?"
        if connection.execute(asked, (author, now - _MINUTE)).fetchone()[0] >= MOST_A_MINUTE:
            raise TooManyError("these are many comments at once", "wait a minute", delay=_MINUTE)
        number = connection.execute(_NEW, (thread, author, now, text)).lastrowid
        _note_mentions(connection, int(number or 0), text)
        return _thread(connection, _need(connection, thread))

    def _changed(self, author: str, number: int, change: Callable[[sqlite3.Connection], None]) -> Thread:
        """Change a remark that is there and of its author; anybody's where no author is named."""
        with self._database.writing() as connection:
            asked = "SELECT * FROM remarks WHERE number = ? AND NOT deleted"
            row = connection.execute(asked, (number,)).fetchone()
            if row is None:
                raise NotFoundError(f"there is no remark {number}", "it may have been deleted")
            if author and row["author"] != author:
                raise DeniedError(f"this was said by {row['author']}", "answer it instead")
            change(connection)
            return _thread(connection, _need(connection, row["thread"]))


def _need(connection: sqlite3.Connection, thread: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM threads WHERE id = ?", (thread,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no comment {thread}", "list them with: stratum comments list")
    return row


def _thread(connection: sqlite3.Connection, row: sqlite3.Row) -> Thread:
    asked = "SELECT * FROM remarks WHERE thread = ? ORDER BY number"
    remarks = tuple(map(_remark, connection.execute(asked, (row["id"],))))
    before = tuple(json.loads(row["before"]))
    return Thread(row["id"], row["file"], row["element"], before, row["resolved"], remarks)


def _remark(row: sqlite3.Row) -> Remark:
    told = (row["number"], row["author"], row["time"], row["edited"], row["text"], bool(row["deleted"]))
    return Remark(*told)


def _note_mentions(connection: sqlite3.Connection, number: int, text: str) -> None:
    connection.execute("DELETE FROM mentions WHERE remark = ?", (number,))
    rows = [(person, number) for person in sorted(mentioned(text))]
    connection.executemany("INSERT INTO mentions (person, remark) VALUES (?, ?)", rows)
