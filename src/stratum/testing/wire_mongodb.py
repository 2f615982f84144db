"""A small server that speaks MongoDB's wire protocol: no real one can be installed where the tests run.

It knows what reading a collection takes: greeting, names of collections, find with a sort by id and more of a
cursor. It signs nobody in: a user is refused with MongoDB's own code.
"""

import contextlib
import itertools
import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Documents = Sequence[Mapping[str, Any]]
_QUERY, _REPLY, _MESSAGE = 2004, 1, 2013
_HEADER: Final = struct.Struct("<iiii")
_PIECE: Final = 2


@contextlib.contextmanager
def lent_wire_mongodb(databases: Mapping[str, Mapping[str, Documents]]) -> Iterator[int]:
    """Port of a server with documents by database and collection, that ends with the test."""
    server = _Server(databases)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, databases: Mapping[str, Mapping[str, Documents]]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.databases = databases
        self.cursors: dict[int, list[Mapping[str, Any]]] = {}
        self.numbers = itertools.count(1)


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        import bson

        while len(head := self.rfile.read(_HEADER.size)) == _HEADER.size:
            length, request, _, kind = _HEADER.unpack(head)
            body = self.rfile.read(length - _HEADER.size)
            if kind == _MESSAGE:
                answer = struct.pack("<iB", 0, 0) + bson.encode(self._answer(bson.decode(body[5:])))
                self._send(request, _MESSAGE, answer)
            elif kind == _QUERY:
                self._send(request, _REPLY, struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(_GREETING))

    def _send(self, request: int, kind: int, body: bytes) -> None:
        self.wfile.write(
            _HEADER.pack(_HEADER.size + len(body), next(self.server.numbers), request, kind) + body
        )

    def _answer(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        command, collections = next(iter(asked)), self.server.databases.get(asked.get("$db", ""), {})
        match command:
            case "hello" | "isMaster" | "ismaster" | "ping" | "endSessions":
                return _GREETING
            case "listCollections":
                names = [{"name": name, "type": "collection"} for name in collections]
                return _cursor(0, names, "firstBatch")
            case "find":
                rows = [dict(row) for row in collections.get(asked["find"], ())]
                rows.sort(key=lambda row: row["_id"])
                left_out = asked.get("projection", {})
                return self._piece(
                    [{k: v for k, v in r.items() if k not in left_out} for r in rows], "firstBatch"
                )
            case "getMore":
                return self._piece(self.server.cursors.pop(asked["getMore"]), "nextBatch")
            case "saslStart":
                return {"ok": 0, "errmsg": "Authentication failed.", "code": 18}
            case _:
                return {"ok": 0, "errmsg": f"no such command: {command}", "code": 59}

    def _piece(self, rows: list[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
        number = next(self.server.numbers) if len(rows) > _PIECE else 0
        if number:
            self.server.cursors[number] = rows[_PIECE:]
        return _cursor(number, rows[:_PIECE], name)


def _cursor(number: int, rows: Documents, name: str) -> Mapping[str, Any]:
    import bson

    return {"ok": 1, "cursor": {"id": bson.Int64(number), "ns": "any.any", name: list(rows)}}


_GREETING: Final[Mapping[str, Any]] = {
    "ok": 1,
    "helloOk": True,
    "isWritablePrimary": True,
    "ismaster": True,
    "maxBsonObjectSize": 16 << 20,
    "maxMessageSizeBytes": 48 << 20,
    "maxWriteBatchSize": 1000,
    "minWireVersion": 0,
    "maxWireVersion": 21,
    "saslSupportedMechs": [],
}
