"""What is taken for a secret."""

import pytest

from stratum.compiler.importers.compose.secrecy import holds_secret, is_secret, reference


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES_PASSWORD", "x"),
        ("MYSQL_ROOT_PASSWORD", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("API_KEY", "x"),
        ("apikey", "x"),
        ("GITHUB_TOKEN", "x"),
        ("DB_PASS", "x"),
        ("KEY", "x"),
        ("DATABASE_URL", "postgresql://a:b@db/app"),
    ],
)
def test_secrets(name: str, value: str) -> None:
    assert is_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTGRES_USER", "x"),
        ("POSTGRES_PASSWORD", ""),
        ("POSTGRES_PASSWORD_FILE", "/run/secrets/x"),
        ("ALLOW_EMPTY_PASSWORD", "yes"),
        ("MYSQL_RANDOM_ROOT_PASSWORD", "yes"),
        ("DATABASE_URL", "postgresql://db:5432/app"),
        ("KEYBOARD", "de"),
        ("BYPASS_CACHE", "1"),
    ],
)
def test_others(name: str, value: str) -> None:
    assert not is_secret(name, value)


@pytest.mark.parametrize(
    "words",
    [
        ("redis-server", "--requirepass", "hunter22"),
        ("redis-server --requirepass hunter22",),
        ("serve", "--password=abc"),
        ("mysqladmin", "-pknown-one", "ping"),
        ("curl", "http://me:secret@host/"),
    ],
)
def test_commands_with_secrets(words: tuple[str, ...]) -> None:
    assert holds_secret(words, ["known-one"])


@pytest.mark.parametrize(
    "words", [(), ("serve", "--port", "80"), ("serve", "--password", "$PASSWORD"), ("a", "--token")]
)
def test_commands_without(words: tuple[str, ...]) -> None:
    assert not holds_secret(words, ["known-one", "abc"])


def test_a_reference_is_a_variable() -> None:
    assert reference("note-db", "root.password") == "NOTE_DB_ROOT_PASSWORD"
