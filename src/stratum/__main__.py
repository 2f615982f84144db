"""``python -m stratum`` is the ``stratum`` command."""

from stratum.cli.main import main

main()
