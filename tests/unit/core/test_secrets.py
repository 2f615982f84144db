"""What looks like a secret, and what does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.core.secrets import (
    HIDDEN,
    holds_secret,
    is_reference,
    is_secret_name,
    tells_secret,
    without_secrets,
)

FORMS = (
    *("INFO: password={}", "error: api_key={}", "user:password={}", "DB_PASSWORD: {}", "x (token={})"),
    *("http://127.0.0.1:8888/lab?token={}", "GET /lab?a=b&token={}&x=1 HTTP/1.1", "_secret={}; x=1"),
    *("password = '{} words here' x=1", 'log: password="{} \\" words"', "password=b'{} words'"),
    *('{{"n": 1, "api_key": "{}"}}', '{{\\"api_key\\": \\"{}\\", \\"n\\": 1}}', "c['password'] = '{}'"),
    *("Authorization: Bearer {}", "Authorization: Basic {}", "authorization: {}", 'token: ["{}"]'),
    *("-H 'Authorization: Bearer {}' http://h", 'Authorization: Digest username="a", response="{}"'),
    *("connect postgres://ada:{}@db/x", "https://token:{}@h", "run --password {} --port 80"),
    *("a.b.password={}, x", "user=a,password={},host=h", "password={},{}", "INFO - token:{}"),
)
SECRETS = st.text("abcxyzABCXYZ0123456789.~+-", min_size=6, max_size=40).map("Zq".__add__)


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


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)
@given(SECRETS)
def test_no_secret_comes_out_of_a_line(form: str, secret: str) -> None:
    shown = without_secrets(form.format(secret, secret))
    assert secret not in shown
    assert "words" not in shown, "nor the tail of a quoted one"
    assert HIDDEN in shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("INFO: password=hunter2 host=db", f"INFO: password={HIDDEN} host=db"),
        ("http://h:8888/lab?token=0123&x=1", f"http://h:8888/lab?token={HIDDEN}&x=1"),
        ("password = 'a b' host=db", f"password = '{HIDDEN}' host=db"),
        ('{"msg":"password=hunter2","n":1}', f'{{"msg":"password={HIDDEN}","n":1}}'),
        ("sent Bearer abcdef.123456 to h", f"sent Bearer {HIDDEN} to h"),
        ("basic dXNlcjpwYXNz", f"basic {HIDDEN}"),
        ("postgres://ada:pa@ss@db/x", f"postgres://ada:{HIDDEN}@db/x"),
    ],
)
def test_what_is_around_a_secret_stays(line: str, shown: str) -> None:
    assert without_secrets(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        *("rows=12 p95=3 ms", "12:30:01 INFO ready on 127.0.0.1:4222", "token=env:TOKEN", "password:"),
        *("password=${PW} host=h", "http://host:80/a?email=x@y", "Basic authentication is required"),
        *("tokens: 12", "keyboard = 'a b'", "GET /api/types?page=2&size=10 200", "the token of ada is old"),
    ],
)
def test_a_line_without_secrets_stays_as_it_is(line: str) -> None:
    assert without_secrets(line) == line


@given(st.text("ab:=;, '\"&{}"))
def test_what_names_no_secret_stays_as_it_is(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize(
    "part",
    ["://a:", "password", "password='", "a=", "--token ", "basic a", "token:[ ", "token\\'", "password=a,a"],
)
def test_a_long_line_takes_no_longer_than_its_length(part: str) -> None:
    assert without_secrets(part * 40_000).startswith(part[:3]), "hours where time grew with the square"
