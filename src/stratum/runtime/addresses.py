"""Addresses of modelled hosts on one machine: each gets a loopback address of its own.

So the ports of the model never clash between hosts, and two workspaces on one machine rarely do.
"""

from collections.abc import Iterable, Mapping

from stratum.core.digests import digest_bytes


def loopback_addresses(workspace: str, hosts: Iterable[str]) -> Mapping[str, str]:
    """An address in 127.0.0.0/8 for each host, the same at every call with the same names.

    Args:
        workspace: Absolute path of the workspace; spreads workspaces over the second and third byte.
        hosts: Names of the modelled hosts; at most 250.
    """
    spread = digest_bytes(workspace.encode())
    second, third = 1 + int(spread[:2], 16) % 250, int(spread[2:4], 16)
    return {name: f"127.{second}.{third}.{number}" for number, name in enumerate(sorted(hosts), start=2)}
