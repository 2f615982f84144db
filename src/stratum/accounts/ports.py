"""What the accounts need from outside to speak with providers."""

from collections.abc import Mapping
from typing import Protocol


class Web(Protocol):
    """Asks web servers. Follows no redirection, reads at most 1 MB, and waits a few seconds only.

    What an address leads to is looked at: it may be inside of a network, or on this machine, only where the
    provider itself is.
    """

    def get(self, address: str, provider: str, bearer: str = "") -> bytes:
        """What is at an address.

        Args:
            address: Where.
            provider: Address of the provider for which it is asked.
            bearer: A token to show; empty for none.

        Raises:
            DeniedError: If the address leads where the provider is not.
            TransientError: If it cannot be reached, or does not answer with 200.
        """
        ...

    def post(
        self, address: str, provider: str, form: Mapping[str, str], basic: tuple[str, str] | None
    ) -> tuple[int, bytes]:
        """Send a form.

        Args:
            address: Where.
            provider: Address of the provider for which it is sent.
            form: Its fields.
            basic: Name and secret of the client for the header; None for none.

        Returns:
            Status and answer.

        Raises:
            DeniedError: If the address leads where the provider is not.
            TransientError: If it cannot be reached.
        """
        ...
