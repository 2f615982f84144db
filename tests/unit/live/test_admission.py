"""Who is in a session is said by somebody else, and asked again for each change."""

import dataclasses
import json
from collections.abc import Awaitable, Callable

import pytest

from stratum.core.edits import SetValue, edit_to_plain
from stratum.core.errors import DeniedError
from stratum.testing.live import Page
from stratum.testing.live_stage import TEXTS, Stage

Run = Callable[[Callable[[Stage], Awaitable[None]]], None]


@dataclasses.dataclass
class Pass:
    """Somebody whose role a test changes."""

    name: str
    problem: str = ""
    branch: str = "main"

    def objection(self, branch: str) -> str:
        return self.problem or (f"not on {branch}" if branch != self.branch else "")


def value(number: int, text: str = "10") -> str:
    edit = edit_to_plain(SetValue("a.yaml", "x", "m", text))
    return json.dumps({"do": "edits", "id": number, "edits": [edit]})


def test_the_name_is_the_one_of_the_account(play: Run) -> None:
    async def act(stage: Stage) -> None:
        line = stage.connect(Page("a", "Owner"), Pass("bob"))
        assert (await line.until("state"))["you"] == "bob"

    play(act)


def test_nobody_takes_the_page_of_somebody_else(play: Run) -> None:
    async def act(stage: Stage) -> None:
        bob = stage.connect(Page("a", "a"), Pass("bob"))
        await bob.until("state")
        assert (await bob.answered(value(1)))["seq"] == 1
        eve = stage.connect(Page("a", "a"), Pass("eve"))
        await eve.until("state")
        assert (await eve.answered(json.dumps({"do": "undo", "id": 2})))["told"] == "refused"
        assert (await eve.answered(value(1, "11")))["seq"] == 2
        assert (await bob.answered(value(2, "12")))["told"] == "done"

    play(act)


def test_nobody_takes_the_page_of_somebody_who_is_away(play: Run) -> None:
    async def act(stage: Stage) -> None:
        bob = stage.connect(Page("a", "a"), Pass("bob"))
        await bob.until("state")
        await bob.answered(value(1))
        await bob.leave()
        eve = stage.connect(Page("a", "a"), Pass("eve"))
        await eve.until("state")
        refused = await eve.answered(json.dumps({"do": "undo", "id": 2}))
        assert refused["findings"][0]["message"] == "there is nothing to undo"
        again = stage.connect(bob.page, Pass("bob"))
        await again.until("state")
        assert (await again.answered(json.dumps({"do": "undo", "id": 2})))["told"] == "done"

    play(act)


def test_what_a_program_does_is_of_its_person(play: Run) -> None:
    async def act(stage: Stage) -> None:
        edit = SetValue("a.yaml", "x", "m", "10")
        await stage.session.edit([edit], {}, Pass("bob"))
        assert stage.files.commits[-1][1] == ("bob",)

    play(act)


def test_the_branch_that_counts_is_the_one_of_the_document(play: Run) -> None:
    async def act(stage: Stage) -> None:
        bob = stage.connect(Page("a", "a"), Pass("bob", branch="next"))
        await bob.until("state")
        stage.files.branches["next"] = dict(TEXTS)
        stage.files.current = "next"  # by git, and nobody looked yet
        assert "not on main" in (await bob.answered(value(1)))["findings"][0]["message"]
        edit = SetValue("a.yaml", "x", "m", "10")
        with pytest.raises(DeniedError, match="not on main"):
            await stage.session.edit([edit], {}, Pass("bob", branch="next"))
        await stage.session.look()
        assert stage.files.branches == {"main": TEXTS, "next": TEXTS}
        again = stage.connect(bob.page, Pass("bob", branch="next"))
        await again.until("state")
        assert (await again.answered(value(2)))["told"] == "done"

    play(act)


def test_a_name_is_free_where_nobody_knows_people(play: Run) -> None:
    async def act(stage: Stage) -> None:
        assert (await stage.connect(Page("a", "Ada"), Pass("")).until("state"))["you"] == "Ada"

    play(act)


def test_whoever_may_only_look_changes_nothing_in_any_way(play: Run) -> None:
    async def act(stage: Stage) -> None:
        line = stage.connect(Page("a", "a"), Pass("bob", "a viewer may not edit"))
        await line.until("state")
        ways = [value(1), line.page.typed(2, "b.yaml", 5, 1, "30"), *map(json.dumps, BACK)]
        for way in ways:
            told = await line.answered(way)
            assert told["told"] == "refused"
            assert told["findings"][0]["code"] == "live-denied"
            assert "a viewer may not edit" in told["findings"][0]["message"]
        await stage.session.save()
        assert stage.files.texts == TEXTS

    play(act)


BACK = [{"do": "undo", "id": 3}, {"do": "redo", "id": 4}]


def test_another_role_counts_from_the_next_change_on(play: Run) -> None:
    async def act(stage: Stage) -> None:
        person = Pass("bob")
        line = stage.connect(Page("a", "a"), person)
        await line.until("state")
        assert (await line.answered(value(1)))["told"] == "done"
        person.problem = "no more"
        assert (await line.answered(value(2)))["told"] == "refused"
        person.problem = ""
        assert (await line.answered(value(3)))["told"] == "done"

    play(act)
