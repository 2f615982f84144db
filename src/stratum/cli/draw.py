"""``stratum draw``: documents as pictures."""

from pathlib import Path
from typing import TypedDict, Unpack

import click

from stratum.cli.options import at_option, json_option, suggest, workspace_option
from stratum.cli.output import show_json
from stratum.runtime.drawing import drawing_of
from stratum.runtime.modelling import load
from stratum.runtime.past import load_at
from stratum.runtime.settings import Settings
from stratum.runtime.wiring import Parts


class Shown(TypedDict):
    """What of a document is drawn."""

    inside: str
    folded: bool | None


@click.command()
@click.argument("document", shell_complete=suggest("drawings"))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where it goes; default: printed."
)
@click.option(
    "--inside", default="", metavar="NAME", help="The element whose parts are drawn, such as a network."
)
@click.option(
    "--fold/--unfold", "folded", default=None, help="All hosts and groups; default: as the editor opens it."
)
@at_option
@workspace_option
@json_option
def draw(
    document: str,
    settings: Settings,
    *,
    output: Path | None,
    at: str | None,
    as_json: bool,
    **shown: Unpack[Shown],
) -> None:
    """Draw DOCUMENT (its name or file) as SVG, as *Save as SVG* in its editor does.

    Blocks stand where people put them, all others are arranged. The picture is the same text for the same
    documents. What of the document cannot be read is not drawn.
    """
    parts = Parts(settings)
    checked = load_at(parts, at) if at else load(parts)
    picture = drawing_of(checked, document, **shown)
    if output is not None:
        output.write_text(picture, encoding="utf-8")
    if as_json:
        show_json({"document": document, **({"file": str(output)} if output else {"svg": picture})})
    else:
        click.echo(f"{document} is drawn in {output}" if output else picture, nl=output is not None)
