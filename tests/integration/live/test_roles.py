"""People with roles in one live session on a real server."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import get_args

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from stratum.accounts.logic.permissions import allowed
from stratum.accounts.types import Action, Grant, No, Role
from stratum.api.door import Door
from stratum.core.edits import SetValue, edit_to_plain
from stratum.live.protocol import Message, Submission
from stratum.runtime.examples import example_files
from stratum.runtime.platform import Platform
from stratum.runtime.session import live_session
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts
from stratum.testing.accounts import DESK, WORDS, Reception
from stratum.testing.live import Page
from stratum.testing.repositories import git
from stratum.testing.site import Site

PATIENCE = 30.0


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    made = Parts(Settings(tmp_path / "flights"))
    made.workspace.create(example_files("01-flights"), "first")
    return made


@pytest.fixture
def reception(parts: Parts) -> Reception:
    reception = Reception(parts.state)
    reception.add("ada")
    reception.add("vic", Role.VIEWER)
    return reception


@pytest.fixture
def site(parts: Parts, reception: Reception) -> Iterator[Site]:
    door = Door(reception.accounts, realm="test", branch=parts.workspace.branch)
    site = Site(Platform(parts), None, 0.0, lambda: live_session(parts), door)
    site.start()
    yield site
    site.stop()


class Visitor:
    """A program of somebody in the session."""

    def __init__(self, stack: ExitStack, site: Site, token: str) -> None:
        self.page = Page(token, "a name of its own")
        place = f"{site.address.replace('http', 'ws')}/api/session"
        shown = {"Authorization": f"Bearer {token}"}
        self.socket: ClientConnection = stack.enter_context(connect(place, additional_headers=shown))
        self.socket.send(self.page.hello())
        self.you = self.until("state")["you"]

    def until(self, *kinds: str) -> dict[str, object]:
        """Hear messages up to one of some kinds."""
        while True:
            told = dict(self.page.hear(str(self.socket.recv(PATIENCE))))
            if told["told"] in kinds:
                return told

    def edit(self, number: int, value: str) -> dict[str, object]:
        """Change the memory of the broker, and hear what becomes of it."""
        edit = edit_to_plain(SetValue("application.yaml", "broker", "requires.memory", value))
        self.socket.send(json.dumps({"do": "edits", "id": number, "edits": [edit]}))
        return self.until("done", "refused")


def test_who_may_edit_does_and_who_may_look_sees_it(site: Site, parts: Parts, reception: Reception) -> None:
    with ExitStack() as stack:
        ada = Visitor(stack, site, reception.token("ada", Role.DEVELOPER))
        vic = Visitor(stack, site, reception.token("vic", Role.VIEWER))
        assert (ada.you, vic.you) == ("ada", "vic")
        refused = vic.edit(1, "300 MiB")
        assert refused["told"] == "refused"
        assert "a viewer may not edit documents" in json.dumps(refused)
        assert ada.edit(1, "200 MiB")["told"] == "done"
        assert vic.until("update")["by"] == "ada"
    site.stop()
    assert git(parts.workspace.root, "log", "-1", "--format=%an") == "ada"
    assert git(parts.workspace.root, "status", "--porcelain") == ""


def test_nobody_comes_in_without_an_account(site: Site) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(f"{site.address.replace('http', 'ws')}/api/session")
    assert caught.value.response.status_code == 403


def test_whoever_is_removed_says_nothing_more(site: Site, reception: Reception) -> None:
    with ExitStack() as stack:
        vic = Visitor(stack, site, reception.token("vic", Role.VIEWER))
        vic.until("presence")
        reception.accounts.people.remove(DESK, "vic")
        with pytest.raises(ConnectionClosed) as closed:
            vic.edit(1, "300 MiB")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


def test_whoever_is_removed_hears_nothing_more(site: Site, reception: Reception) -> None:
    with ExitStack() as stack:
        ada = Visitor(stack, site, reception.token("ada", Role.DEVELOPER))
        vic = Visitor(stack, site, reception.token("vic", Role.VIEWER))
        reception.accounts.people.remove(DESK, "vic")
        editing = threading.Thread(target=ada.edit, args=(1, "200 MiB"))
        editing.start()
        with pytest.raises(ConnectionClosed) as closed:
            vic.until("update")
        editing.join(PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


def test_whoever_is_removed_is_sent_away_where_nobody_says_anything(site: Site, reception: Reception) -> None:
    with ExitStack() as stack:
        vic = Visitor(stack, site, reception.token("vic", Role.VIEWER))
        vic.until("presence")
        reception.accounts.people.remove(DESK, "vic")
        with pytest.raises(ConnectionClosed) as caught:
            vic.until("what is never told")
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1008


MORE = SetValue("application.yaml", "broker", "requires.memory", "300 MiB")
SAID: dict[str, dict[str, object]] = {
    "hello": {"client": "c", "name": "x"},
    "edits": {
        "id": 1,
        "edits": [edit_to_plain(SetValue("application.yaml", "broker", "requires.memory", "1 GiB"))],
    },
    "update": {"id": 1, "update": "AAA="},
    "undo": {"id": 1},
    "redo": {"id": 1},
    "presence": {"state": {}},
}
CHANGES = {str(kind.__struct_config__.tag) for kind in get_args(Submission)}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", [str(kind.__struct_config__.tag) for kind in get_args(Message)])
def test_every_message_with_every_role(site: Site, reception: Reception, role: Role, kind: str) -> None:
    reception.accounts.people.add(DESK, f"a-{role}", WORDS, Grant(role))
    with ExitStack() as stack:
        visitor = Visitor(stack, site, reception.token(f"a-{role}", role))
        visitor.socket.send(json.dumps({"do": kind, **SAID[kind]}))
        if kind not in CHANGES:
            visitor.until("presence")
            return
        told = visitor.until("done", "refused")
        findings = told.get("findings", [])
        assert isinstance(findings, list)
        denied = any(finding["code"] == "live-denied" for finding in findings)
        assert denied == isinstance(allowed(role, Action.EDIT), No)
