"""The board over HTTP, in process."""

import asyncio
from pathlib import Path

import httpx
import pytest

from stratum.streaming.programs.archive import Archive, create
from stratum.streaming.programs.board import board_app
from stratum.streaming.types import BoardSpec


def ask(database: Path, path: str, title: str = "Risk") -> httpx.Response:
    app = board_app(BoardSpec("127.0.0.1", 8090, str(database), title))

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board") as client:
            return await client.get(path)

    return asyncio.run(get())


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "archive.db"
    create(file)
    return file


def test_an_empty_archive_has_a_page(database: Path) -> None:
    page = ask(database, "/")
    assert page.status_code == 200
    assert page.text.count("Nothing yet.") == 2
    assert 'http-equiv="refresh"' in page.text


def test_nothing_on_the_page_comes_from_elsewhere(database: Path) -> None:
    text = ask(database, "/").text
    assert "http://" not in text
    assert "https://" not in text
    assert "<script" not in text


def test_what_was_stored_is_shown_escaped(database: Path) -> None:
    with Archive(database) as archive:
        rows = [("<b>flight", "<i>ewr", 1.0, 2.0, 3.0, "m", "1", "<u>", 0.731)]
        archive.store("predictions", rows)
        archive.store("outcomes", [("<b>flight", "ewr", 1.0, 2.0, 1)])
    text = ask(database, "/", title="<script>alert(1)</script>").text
    assert "&lt;b&gt;flight" in text
    assert "&lt;i&gt;ewr" in text
    assert "73.1%" in text
    assert "00:00:03" in text
    assert "<script" not in text


def test_the_same_figures_are_told_as_json(database: Path) -> None:
    told = ask(database, "/api/board").json()
    assert (told["title"], told["predictions"], told["accuracy"]) == ("Risk", 0, None)


def test_without_an_archive_the_board_is_not_ready(tmp_path: Path) -> None:
    for path in ("/ready", "/", "/api/board"):
        answer = ask(tmp_path / "none.db", path)
        assert answer.status_code == 503
        assert "is the database initialised?" in answer.text
