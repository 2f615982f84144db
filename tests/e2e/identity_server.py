"""A real OpenID Connect provider on a free loopback port: canaille, with two people and one client.

Arguments: the address that the client comes back to, and the file that its own address is written to.
"""

import socket
import sys
from pathlib import Path

from canaille import create_app
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

WORDS = "correct horse battery"
SECRET = "hush hush hush"


def main(callback: str, told: Path) -> None:
    """Serve until it is ended."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
    app = create_app({
        "SECRET_KEY": "only for tests",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "SESSION_COOKIE_NAME": "identity",
        "CANAILLE": {"DATABASE": "memory", "SMTP": None},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "TRUSTED_DOMAINS": ["127.0.0.1"]},
    })
    with app.app_context():
        fill(callback)
    server = make_server("127.0.0.1", port, app, threaded=True, fd=listener.fileno())
    told.write_text(f"http://127.0.0.1:{port}")
    server.serve_forever()


def fill(callback: str) -> None:
    """Make the people, their group and the client."""
    from canaille.app import models
    from canaille.backends import Backend

    people = [
        models.User(
            user_name=name,
            formatted_name=name.title(),
            family_name=name.title(),
            display_name=name,
            emails=[f"{name}@example.org"],
            password=WORDS,
        )
        for name in ("ada", "eve")
    ]
    for person in people:
        Backend.instance.save(person)
    Backend.instance.save(models.Group(display_name="staff", members=people[:1]))
    client = models.Client(
        client_id="stratum",
        client_name="stratum",
        client_secret=SECRET,
        client_uri="http://127.0.0.1",
        redirect_uris=[callback],
        post_logout_redirect_uris=[callback.partition("/api")[0] + "/"],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email", "groups"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
