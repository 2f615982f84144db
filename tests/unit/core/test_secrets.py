"""What looks like a secret, and what does not."""

import pytest

from stratum.core.secrets import holds_secret, is_reference, is_secret_name, tells_secret


@pytest.mark.parametrize(
    "name",
    [
        *("PGPASS", "PASSWD", "TOKEN", "API_KEY", "SECRET", "KEY", "SECRET_KEY_BASE", "DB_PASSWORD_2"),
        *("dbPassword", "apiKey", "privatekey", "credentials", "AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("BYPASS", "compass", "KEYBOARD", "key", "partition_key", "TOKENS_PER_SECOND", "maxTokens"),
        *("PASSWORD_FILE", "tokenFile", "AWS_ACCESS_KEY_ID", "ALLOW_EMPTY_PASSWORD", "token_count", ""),
    ],
)
def test_other_names(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("value", ["env:A", "file:/run/a", "$A", "${A}"])
def test_references(value: str) -> None:
    assert is_reference(value)


@pytest.mark.parametrize("value", ["", "hunter2", "${A:-hunter2}", "env:"])
def test_no_references(value: str) -> None:
    assert not is_reference(value)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://u:p@h/db",
        "redis://:p@h",
        "host=h password=p",
        "Server=h;AccountKey=p",
        "http://h/?token=p",
    ],
)
def test_texts_with_secrets(text: str) -> None:
    assert holds_secret(text)


@pytest.mark.parametrize(
    "text", ["postgres://u@h:5432/db", "amqp://u:${PW}@h", "host=h password=$PW", "a=b", "me@example.org"]
)
def test_texts_without(text: str) -> None:
    assert not holds_secret(text)


@pytest.mark.parametrize(
    "line",
    [
        *("run --password=p", "run --token p", "run -api-key p", "redis-server --requirepass p"),
        *("sh -c 'PGPASS=p run'", "run --url http://u:p@h"),
    ],
)
def test_commands_with_secrets(line: str) -> None:
    assert tells_secret(line.split()), "as words"
    assert tells_secret([line]), "as a line"


@pytest.mark.parametrize(
    "line",
    ["", "run --port 80", "run --token $T", "run --password-file /p", "run --token --fast", "a --token"],
)
def test_commands_without(line: str) -> None:
    assert not tells_secret(line.split())
