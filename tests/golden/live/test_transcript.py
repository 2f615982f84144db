"""The protocol as it is spoken: what two pages say and hear, in order; ``make golden`` writes it again."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

from stratum.core.edits import SetValue, edit_to_plain
from stratum.live.logic.settling import QUIET
from stratum.testing.live import Page
from stratum.testing.live_stage import Line, Stage

GOLDEN = Path(__file__).parent / "transcript.txt"


def edits(number: int, text: str) -> str:
    edit = edit_to_plain(SetValue("a.yaml", "x", "m", text))
    return json.dumps({"do": "edits", "id": number, "edits": [edit]})


class Script:
    """Writes down what is said. Bytes of Yjs have numbers drawn by chance in them: they are left out."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.told: list[str] = []
        self.lines: dict[str, Line] = {}

    async def heard(self) -> None:
        for name, line in self.lines.items():
            await asyncio.sleep(0)
            for message in await line.hear_all():
                self.told.append(f"    {name} < {_shown(message)}")

    async def say(self, name: str, text: str) -> None:
        self.told.append(f"{name} > {_shown(json.loads(text))}")
        self.lines[name].wire.say(text)
        await self.heard()

    async def connect(self, page: Page) -> None:
        self.lines[page.client] = Line(self.stage, page)
        await self.say(page.client, page.hello())

    async def look(self, why: str) -> None:
        self.told.append(f"-- {why}")
        await self.stage.session.look()
        await self.heard()


def _shown(message: Mapping[str, object]) -> str:
    shown = {k: "…" if k in {"update", "vector"} and v else v for k, v in message.items()}
    return json.dumps(shown, ensure_ascii=False)


async def spoken() -> str:
    script, ada, bo = Script(), Page("ada", "Ada"), Page("bo", "Bo")
    await script.connect(ada)
    await script.connect(bo)
    await script.say("ada", edits(1, "10"))
    await script.say("ada", edits(2, "bad"))
    await script.say("bo", bo.typed(1, "b.yaml", 5, 1, "30"))
    await script.say("ada", edits(1, "10"))
    for number, what in ((3, "undo"), (4, "undo"), (5, "redo")):
        await script.say("ada", json.dumps({"do": what, "id": number}))
    await script.say("bo", '{"do": "dance"}')
    await script.look("all is saved")
    script.stage.clock.advance(QUIET)
    await script.look("it is quiet for a while")
    script.stage.files.texts["b.yaml"] += "by hand\n"
    await script.look("a file is changed by somebody else")
    await script.lines["ada"].leave()
    script.told.append("-- ada comes again")
    await script.connect(ada)
    return "\n".join([*script.told, ""])


def test_the_protocol_is_spoken_as_before() -> None:
    assert asyncio.run(spoken()) == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.write_text(asyncio.run(spoken()), encoding="utf-8")
