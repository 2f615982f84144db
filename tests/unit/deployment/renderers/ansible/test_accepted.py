"""What of a model may become a path, a name or a source on a machine."""

from collections.abc import Callable

import pytest

from stratum.core.errors import InvalidInputError
from stratum.deployment.renderers.ansible import accepted

REFUSED: list[tuple[Callable[[str, str], str], str]] = [
    (accepted.path, "etc/shop.conf"),
    (accepted.path, "/etc/../root/.ssh/authorized_keys"),
    (accepted.path, "/etc/$HOME"),
    (accepted.path, "/etc/a\n"),
    (accepted.unit, "-H root@elsewhere"),
    (accepted.unit, "../../x"),
    (accepted.variable, "A B"),
    (accepted.variable, "A={{ x }}"),
    (accepted.package, "--index-url=https://elsewhere.example"),
    (accepted.package, "nginx; id"),
    (accepted.source, "--upload-pack=id"),
    (accepted.source, "ext::sh -c id"),
    (accepted.source, "https://me:word@git.example/x.git"),
]
TAKEN: list[tuple[Callable[[str, str], str], str]] = [
    (accepted.path, "/etc/my sql/conf.d/stratum.cnf"),
    (accepted.unit, "postgresql@16-main"),
    (accepted.variable, "DB_HOST"),
    (accepted.package, "scikit-learn==1.8.0"),
    (accepted.package, "uvicorn[standard] >=0.30,<1"),
    (accepted.package, "libapache2-mod-php"),
    (accepted.source, "https://git.example/shop.git"),
    (accepted.source, "git@git.example:shop.git"),
]


@pytest.mark.parametrize(("check", "text"), REFUSED)
def test_it_is_refused_by_name(check: Callable[[str, str], str], text: str) -> None:
    with pytest.raises(InvalidInputError, match="till: "):
        check(text, "till")


@pytest.mark.parametrize(("check", "text"), TAKEN)
def test_it_is_taken_as_it_is(check: Callable[[str, str], str], text: str) -> None:
    assert check(text, "till") == text


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(InvalidInputError) as caught:
        accepted.source("https://me:word@git.example/x.git", "till")
    assert "word@" not in str(caught.value)
