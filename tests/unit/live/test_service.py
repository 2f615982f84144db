"""What clients see of a session."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import pytest

from stratum.core.edits import SetValue, edit_to_plain
from stratum.core.errors import PermanentError, TransientError
from stratum.live.logic.settling import QUIET
from stratum.live.outbox import MESSAGES, TOO_SLOW, Outbox
from stratum.live.protocol import LARGEST
from stratum.testing.live import MemoryFiles, Page, Wire
from stratum.testing.live_stage import TEXTS, Line, Stage

T = TypeVar("T")
Run = Callable[[Callable[[Stage], Awaitable[None]]], None]


def value(number: int, text: str, element: str = "x") -> str:
    edit = edit_to_plain(SetValue("a.yaml", element, "m", text))
    return json.dumps({"do": "edits", "id": number, "edits": [edit]})


def take_back(number: int, what: str = "undo") -> str:
    return json.dumps({"do": what, "id": number})


async def two(stage: Stage) -> Sequence[Line]:
    lines = [stage.connect(Page("a", "Ada")), stage.connect(Page("b", "Bo"))]
    for line in lines:
        await line.until("state")
    return lines


def test_two_pages_see_the_same(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        assert (await ada.answered(value(1, "10")))["told"] == "done"
        assert (await bo.answered(bo.page.typed(1, "b.yaml", 5, 1, "30")))["told"] == "done"
        await ada.hear_all()
        assert ada.page.texts == bo.page.texts == {"a.yaml": "x.m: 10\ny.m: 2\n", "b.yaml": "z.m: 30\n"}
        assert ada.page.draft == ada.page.texts

    play(act)


def test_the_first_two_pages_at_once_get_the_same_document(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        assert ada.page.document == bo.page.document
        assert ada.page.texts == bo.page.texts == TEXTS

    play(act)


def test_what_is_refused_changes_nothing_and_stays_in_the_draft(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        assert (await ada.answered(value(1, "bad")))["findings"][0]["code"] == "bad"
        assert (await ada.answered(ada.page.typed(2, "a.yaml", 0, 0, "bad ")))["told"] == "refused"
        assert (await bo.answered(value(1, "9", "y")))["told"] == "done"
        assert (await ada.answered(ada.page.typed(3, "a.yaml", 0, 3, "go")))["told"] == "done"
        await bo.hear_all()
        assert bo.page.texts["a.yaml"] == ada.page.texts["a.yaml"] == "go x.m: 1\ny.m: 9\n"

    play(act)


def test_a_submission_that_is_sent_again_is_done_once(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        first = await ada.answered(value(1, "10"))
        await bo.answered(value(1, "11"))
        ada.page.answers.clear()
        assert await ada.answered(value(1, "10")) == first
        await stage.session.finish()
        stage.started()
        ada = stage.connect(ada.page)
        ada.page.answers.clear()
        assert await ada.answered(value(1, "10")) == first
        assert ada.page.texts["a.yaml"] == "x.m: 11\ny.m: 2\n"

    play(act)


def test_saved_is_told_once_the_files_have_it(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        done = await ada.answered(value(1, "10"))
        assert (ada.page.saved, stage.files.texts["a.yaml"]) == (0, TEXTS["a.yaml"])
        await stage.session.save()
        assert (await ada.until("saved"))["seq"] == done["seq"]
        assert stage.files.texts["a.yaml"] == "x.m: 10\ny.m: 2\n"
        assert stage.storages["main"].synced == len(stage.storages["main"].data)

    play(act)


def test_changes_of_others_on_disk_come_in_beside_ours(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await stage.session.save()
        await ada.answered(value(1, "10"))
        stage.files.texts["a.yaml"] = "# by hand\nx.m: 1\ny.m: 2\n"
        stage.files.texts["c.yaml"] = "new: 1\n"
        del stage.files.texts["b.yaml"]
        await stage.session.look()
        await ada.hear_all()
        assert ada.page.texts == {"a.yaml": "# by hand\nx.m: 10\ny.m: 2\n", "c.yaml": "new: 1\n"}
        await stage.session.look()
        assert stage.files.texts == ada.page.texts

    play(act)


def test_a_file_that_changes_as_it_is_written_loses_nothing(play: Run) -> None:
    class Hasty(MemoryFiles):
        def write(self, name: str, before: str | None, after: str | None) -> None:
            if "# hasty" not in self.texts[name]:
                self.texts[name] += "# hasty\n"
            super().write(name, before, after)

    async def act(stage: Stage) -> None:
        stage.files = Hasty(TEXTS)
        stage.started()
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        await stage.session.save()
        await stage.session.save()
        await ada.until("saved")
        assert stage.files.texts["a.yaml"] == ada.page.texts["a.yaml"] == "x.m: 10\ny.m: 2\n# hasty\n"

    play(act)


def test_another_branch_is_another_document(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        stage.files.branches["next"] = {"a.yaml": "x.m: 7\n"}

        def switch() -> None:
            assert stage.files.texts["a.yaml"] == "x.m: 10\ny.m: 2\n"
            stage.files.current = "next"

        await stage.session.settled(switch)
        await ada.serving
        assert ada.wire.code == 1012
        ada = stage.connect(ada.page)
        state = await ada.until("state")
        assert (state["branch"], state["whole"], ada.page.texts) == ("next", True, {"a.yaml": "x.m: 7\n"})
        stage.files.current = "main"
        await stage.session.look()
        await ada.serving
        assert (await stage.connect(ada.page).until("state"))["branch"] == "main"
        assert ada.page.texts["a.yaml"] == "x.m: 10\ny.m: 2\n"
        assert set(stage.files.branches["next"]) == {"a.yaml"}

    play(act)


def test_a_page_that_was_away_gets_what_it_lacks(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        typed = ada.page.typed(1, "a.yaml", 0, 0, "# ada\n")
        await ada.leave()
        await bo.answered(value(1, "10"))
        ada = stage.connect(ada.page)
        assert (await ada.until("state"))["whole"] is False
        assert ada.page.draft["a.yaml"] == "# ada\nx.m: 10\ny.m: 2\n"
        await ada.answered(typed)
        assert ada.page.texts["a.yaml"] == ada.page.draft["a.yaml"]

    play(act)


def test_a_page_that_knows_more_than_the_journal_begins_anew(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await stage.session.save()
        kept = stage.storages["main"].data
        await ada.answered(value(1, "10"))
        stage.storages["main"].data = kept
        stage.started()
        state = await stage.connect(ada.page).until("state")
        assert (state["whole"], ada.page.texts) == (True, TEXTS)

    play(act)


def test_a_lost_journal_doubles_nothing(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        await stage.session.finish()
        stage.storages.clear()
        stage.started()
        state = await stage.connect(ada.page).until("state")
        assert state["whole"] is True
        assert ada.page.texts == stage.files.texts

    play(act)


def test_settled_edits_become_a_commit_of_those_who_made_them(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        await ada.answered(value(1, "10"))
        await bo.answered(value(1, "20", "y"))
        await bo.answered(value(2, "21", "y"))
        await stage.session.look()
        assert stage.files.commits == []
        stage.clock.advance(QUIET)
        await stage.session.look()
        assert stage.files.commits == [(("a.yaml",), ("Bo", "Ada"))]
        assert (await ada.until("committed"))["by"] == "Bo"
        await stage.session.look()
        assert len(stage.files.commits) == 1

    play(act)


def test_what_was_in_no_commit_at_a_kill_becomes_one_of_those_who_made_it(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        stage.clock.advance(QUIET)
        await stage.session.look()
        await ada.answered(ada.page.typed(2, "b.yaml", 0, 0, "# Ada\n"))
        await stage.session.save()
        stage.started()
        await stage.connect(Page("c", "Cy")).until("state")
        stage.clock.advance(QUIET)
        await stage.session.look()
        assert stage.files.commits == [(("a.yaml",), ("Ada",)), (("b.yaml",), ("Ada",))]
        stage.started()
        await stage.connect(Page("c", "Cy")).until("state")
        stage.clock.advance(QUIET)
        await stage.session.look()
        assert len(stage.files.commits) == 2

    play(act)


def test_a_commit_that_cannot_be_is_told_and_tried_again(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        await stage.session.save()
        stage.files.failure = PermanentError("a merge is going on")
        stage.clock.advance(QUIET)
        await stage.session.look()
        assert (await ada.until("trouble"))["problem"] == "a merge is going on"
        stage.files.failure = None
        stage.clock.advance(60)
        await stage.session.look()
        await ada.until("committed")

    play(act)


def test_what_cannot_be_written_is_told_and_written_later(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        stage.files.failure = TransientError("read only")
        await ada.answered(value(1, "10"))
        await stage.session.save()
        await ada.until("trouble")
        assert ada.page.saved == 0
        stage.files.failure = None
        await stage.session.look()
        await ada.until("saved")
        assert stage.files.texts["a.yaml"] == "x.m: 10\ny.m: 2\n"

    play(act)


def test_what_is_written_late_is_committed_all_the_same(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        stage.files.failure = TransientError("read only")
        await ada.answered(value(1, "10"))
        stage.clock.advance(QUIET)
        await stage.session.look()
        stage.files.failure = None
        await stage.session.look()
        assert stage.files.commits == [(("a.yaml",), ("Ada",))]

    play(act)


def test_what_a_program_did_and_is_not_written_yet_is_told(play: Run) -> None:
    async def act(stage: Stage) -> None:
        stage.files.failure = TransientError("read only")
        done = await stage.session.edit([SetValue("a.yaml", "x", "m", "10")], {})
        assert (done["applied"], done["commit"], done["uncommitted"]) == (
            True,
            "",
            "a.yaml cannot be written now",
        )

    play(act)


class Held:
    """In place of another thread: writing a file returns once ``go`` is set."""

    def __init__(self) -> None:
        self.wrote, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        done = function(*arguments)
        if "a.yaml" in arguments:
            self.wrote.set()
            await self.go.wait()
        return done


def test_what_comes_while_a_program_is_saved_is_committed_later_for_whoever_did_it(play: Run) -> None:
    async def act(stage: Stage) -> None:
        held = Held()
        stage.started(held)
        ada, _ = await two(stage)
        program = asyncio.ensure_future(stage.session.edit([SetValue("a.yaml", "x", "m", "10")], {}))
        await held.wrote.wait()
        await ada.answered(value(1, "20", "y"))
        held.go.set()
        assert (await program)["commit"] == "c1"
        stage.clock.advance(QUIET)
        await stage.session.look()
        assert stage.files.commits == [(("a.yaml",), ()), (("a.yaml",), ("Ada",))]

    play(act)


def test_a_journal_that_fails_sends_everybody_to_come_again(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        stage.storages["main"].failure = TransientError("the disk is full")
        ada.wire.say(value(1, "10"))
        for line in (ada, bo):
            assert (await line.until("trouble"))["problem"] == "the disk is full"
            await line.serving
            assert line.wire.code == 1012
        stage.storages["main"].failure = None
        ada = stage.connect(ada.page)
        await ada.until("state")
        assert (await ada.answered(value(1, "10")))["told"] == "done"

    play(act)


def test_each_takes_back_their_own(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        await ada.answered(value(1, "10"))
        await bo.answered(value(1, "20", "y"))
        assert (await ada.answered(take_back(2)))["told"] == "done"
        assert ada.page.texts["a.yaml"] == "x.m: 1\ny.m: 20\n"
        assert (await ada.answered(take_back(3)))["findings"][0]["message"] == "there is nothing to undo"
        assert (await ada.answered(take_back(4, "redo")))["told"] == "done"
        await bo.answered(value(2, "12"))
        assert "by Bo" in (await ada.answered(take_back(5)))["findings"][0]["message"]

    play(act)


def test_taking_back_must_be_legal(play: Run) -> None:
    async def act(stage: Stage) -> None:
        stage.files.texts["a.yaml"] = "x.m: bad\n"
        ada, _ = await two(stage)
        await ada.answered(value(1, "10"))
        assert (await ada.answered(take_back(2)))["findings"][0]["code"] == "bad"
        assert ada.page.texts["a.yaml"] == "x.m: 10\n"

    play(act)


def pointing(spot: str) -> str:
    return '{"do":"presence","state":{"pointer":{"file":"a.yaml","inside":"",' + spot + "}}}"


def test_where_somebody_points_is_told_and_nothing_that_nobody_knows(play: Run) -> None:
    async def act(stage: Stage) -> None:
        running = asyncio.ensure_future(stage.session.run(1.0))
        ada, bo = await two(stage)
        bo.wire.say(pointing('"x":-12.5,"y":80,"colour":"x"').replace('"state":{', '"state":{"more":[1],'))
        people = (await ada.until("presence"))["people"]
        while len(people) < 2 or not people[1]["state"]:
            people = (await ada.until("presence"))["people"]
        pointer = {"file": "a.yaml", "inside": "", "x": -12.5, "y": 80.0}
        assert people[1]["state"] == {"pointer": pointer}
        bo.wire.say('{"do":"presence","state":{"file":"a.yaml","pointer":null}}')
        while "pointer" in people[1]["state"]:
            people = (await ada.until("presence"))["people"]
        assert people[1]["state"] == {"file": "a.yaml"}
        running.cancel()

    play(act)


def test_who_is_here_is_told(play: Run) -> None:
    async def act(stage: Stage) -> None:
        running = asyncio.ensure_future(stage.session.run(1.0))
        ada, bo = await two(stage)
        bo.wire.say(json.dumps({"do": "presence", "state": {"file": "a.yaml"}}))
        people = (await ada.until("presence"))["people"]
        while len(people) < 2 or not people[1]["state"]:
            people = (await ada.until("presence"))["people"]
        assert people[1] == {"here": 2, "name": "Bo", "state": {"file": "a.yaml"}}
        await bo.leave()
        while len(people) > 1:
            people = (await ada.until("presence"))["people"]
        running.cancel()

    play(act)


class OnceFaulty(MemoryFiles):
    """The first text cannot be written, and nobody said that this may happen."""

    faulty = True

    def write(self, name: str, before: str | None, after: str | None) -> None:
        if self.faulty:
            self.faulty = False
            raise ZeroDivisionError(name)
        super().write(name, before, after)


def test_an_error_that_nobody_expects_does_not_end_the_saving(
    play: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(stage: Stage) -> None:
        stage.files = OnceFaulty(TEXTS)
        running = asyncio.ensure_future(stage.started().run(1.0))
        ada, _ = await two(stage)
        ada.wire.say(value(1, "10"))
        while not (await ada.until("saved"))["seq"]:
            pass
        assert stage.files.texts["a.yaml"] == "x.m: 10\ny.m: 2\n"
        assert "ZeroDivisionError: a.yaml" in caplog.text
        running.cancel()

    play(act)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "cannot be read"),
        ('{"do":"dance"}', "cannot be read"),
        ('{"do":"undo","id":0}', "out of range"),
        ('{"do":"undo","id":"1"}', "cannot be read"),
        ('{"do":"presence","state":{"file":"' + "x" * 3000 + '"}}', "too long"),
        ('{"do":"presence","state":{"file":7}}', "cannot be read"),
        (pointing('"x":1e7,"y":0'), "cannot be read"),
        (pointing('"x":0,"y":-1e400'), "cannot be read"),
        (pointing('"x":NaN,"y":0'), "cannot be read"),
        (pointing('"x":0'), "cannot be read"),
        ('{"do":"hello","client":"","name":""}', "out of range"),
        ('{"do":"hello","client":"a","name":"","vector":"AQ==","document":"document-0-1"}', "state vector"),
        ("x" * (LARGEST + 1), "at most"),
    ],
)
def test_a_message_that_cannot_be_read_is_told(play: Run, text: str, problem: str) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        ada.wire.say(text.replace("document-0-1", ada.page.document))
        assert problem in (await ada.until("trouble"))["problem"]
        assert (await ada.answered(value(1, "10")))["told"] == "done"

    play(act)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"do":"edits","id":1,"edits":[]}', "1 to 1000 edits"),
        ('{"do":"edits","id":1,"edits":[{"edit":"Fly"}]}', "tells its kind"),
        ('{"do":"update","id":1,"update":"*"}', "no base64"),
    ],
)
def test_a_submission_of_which_no_change_can_be_read_is_refused(play: Run, text: str, problem: str) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        told = await ada.answered(text)
        assert (told["told"], told["findings"][0]["code"]) == ("refused", "live-malformed")
        assert problem in told["findings"][0]["message"]
        assert (await ada.answered(value(2, "10")))["told"] == "done"

    play(act)


def test_an_update_that_is_none_is_refused(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        told = await ada.answered('{"do":"update","id":1,"update":"AAAA"}')
        assert (told["told"], told["findings"][0]["code"]) == ("refused", "live-update")
        assert (await ada.answered(value(2, "10")))["told"] == "done"

    play(act)


def test_who_says_nothing_of_themselves_does_nothing(play: Run) -> None:
    async def act(stage: Stage) -> None:
        line = Line(stage, Page("c", "Cy"))
        line.wire.say(value(1, "10"))
        assert "say hello first" in (await line.until("trouble"))["problem"]

    play(act)


def test_too_many_messages_end_a_connection(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, bo = await two(stage)
        for _ in range(300):
            ada.wire.say("{}")
        await ada.serving
        assert ada.wire.code == 1008
        assert (await bo.answered(value(1, "10")))["told"] == "done"

    play(act)


def test_a_reader_that_stands_still_is_given_up(play: Run) -> None:
    async def act(stage: Stage) -> None:
        page, stuck = Page("s", "Stuck"), Wire(room=1)
        serving = asyncio.ensure_future(stage.session.serve(stuck))
        stuck.say(page.hello())
        ada, _ = await two(stage)
        for number in range(MESSAGES + 5):
            await ada.answered(value(number + 1, str(number)))
            stage.clock.advance(1)
        await serving
        assert stuck.code == TOO_SLOW

    play(act)


def test_what_waits_is_sent_before_the_end() -> None:
    async def act() -> None:
        outbox = Outbox()
        outbox.put("one")
        outbox.end(1012)
        outbox.put("two")
        assert (await outbox.take(), await outbox.take(), outbox.code) == ("one", None, 1012)

    asyncio.run(act())


def test_a_second_connection_of_a_page_ends_the_first(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        again = stage.connect(ada.page)
        await again.until("state")
        await ada.serving
        assert (await again.answered(value(1, "10")))["told"] == "done"

    play(act)


def test_programs_edit_through_the_same_session(play: Run) -> None:
    async def act(stage: Stage) -> None:
        ada, _ = await two(stage)
        done = await stage.session.edit([SetValue("a.yaml", "x", "m", "10")], {})
        assert (done["applied"], done["commit"], stage.files.commits) == (True, "c1", [(("a.yaml",), ())])
        assert (await ada.until("update"))["by"] == "api"
        stale = {"a.yaml": "0" * 64}
        with pytest.raises(PermanentError, match="changed meanwhile"):
            await stage.session.edit([SetValue("a.yaml", "x", "m", "11")], stale)
        refused = await stage.session.edit([SetValue("a.yaml", "x", "m", "bad")], {})
        assert (refused["applied"], refused["commit"]) == (False, "")

    play(act)
