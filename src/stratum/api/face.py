"""The face that ``stratum up`` loads by its entry point: API and page over a view."""

from collections.abc import Callable

from stratum.api.app import create_app
from stratum.api.editing import Editing
from stratum.api.routes.page import packaged_page
from stratum.api.server import bind, serve
from stratum.runtime.views import PlatformView


def serve_page(
    view: PlatformView,
    session: Editing | None,
    host: str,
    port: int,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        view: What is shown.
        session: Where it is edited; None where it is only shown.
        host: A loopback address.
        port: Where to listen.
        on_ready: Called once requests are taken.

    Raises:
        InvalidInputError: If the address is not of this machine alone, or the port is taken.
    """
    with bind(host, port) as listener:
        serve(create_app(view, packaged_page(), session=session), listener, on_ready)
