"""Taking the port that a server was told."""

import errno
import socket

from stratum.core.errors import PermanentError

BACKLOG = 2048


def listen(address: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PermanentError: If the port is taken or the address cannot be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Connections of the server that ran before may linger; another listener still refuses.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PermanentError(
                f"port {port} of {address} is taken", "stop what listens there, or choose another port"
            ) from None
        raise PermanentError(f"cannot listen on {address}:{port}: {error.strerror}") from None
    return listener
