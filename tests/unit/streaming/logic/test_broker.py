"""The broker's configuration as text."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stratum.core.errors import InvalidInputError
from stratum.streaming.logic.broker import broker_config, quote
from stratum.streaming.programs.broker import find_server
from stratum.streaming.types import BrokerSpec

SPEC = BrokerSpec(name="fog", address="127.3.2.1", nats=4300, mqtt=1900, monitor=8300)


def test_every_listener_has_the_address_and_its_port() -> None:
    text = broker_config(SPEC, "/data/streams")
    assert 'listen: "127.3.2.1:4300"' in text
    assert 'listen: "127.3.2.1:1900"' in text
    assert 'http: "127.3.2.1:8300"' in text


def test_mqtt_gets_what_it_needs() -> None:
    text = broker_config(SPEC, "/data/streams")
    assert 'server_name: "fog"' in text
    assert re.search(r'jetstream \{\n  store_dir: "/data/streams"', text)


def test_the_server_itself_accepts_the_configuration(tmp_path: Path) -> None:
    file = tmp_path / "nats.conf"
    file.write_text(broker_config(SPEC, str(tmp_path / 'a "quoted" \\ {folder} # $HOME; include')))
    checked = subprocess.run(
        [find_server(), "-t", "-c", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "is valid" in checked.stderr


@pytest.mark.parametrize("sign", ["\n", "\0", "\x7f", "\t"])
def test_control_characters_are_refused(sign: str) -> None:
    with pytest.raises(InvalidInputError, match="control character"):
        quote(f"/data{sign}port: 1")


@given(st.text(st.characters(min_codepoint=32, exclude_characters="\x7f")))
def test_quoted_text_holds_no_bare_quote(text: str) -> None:
    inside = quote(text)[1:-1]
    assert '"' not in re.sub(r"\\.", "", inside)
    assert re.sub(r"\\(.)", r"\1", inside) == text
