"""The embedded database and what uses it: the writer and the board."""

import dataclasses

from stratum.compiler.attributes import number, text, texts
from stratum.compiler.programs.context import DEADLINE, Context, Program, watched
from stratum.compiler.topics import kind_of
from stratum.deployment.types import Mount, Probe
from stratum.language.tree import Element
from stratum.streaming.logic.names import stream_name


def init_database(context: Context, element: Element) -> Program:
    """A task that makes the tables."""
    folder = Mount(context.resolved.directories[element.name], writable=True)
    spec = {"path": database_path(context, element)}
    return Program(spec, Probe("exit", deadline=DEADLINE), mounts=(folder,))


def writer(context: Context, element: Element) -> Program:
    """Every message of its topics becomes rows."""
    values, (application, name) = element.attributes, context.namespace(element)
    program = watched(
        context,
        element,
        {
            "broker": context.broker_url(element),
            "database": database_path(context, context.partner(element, "database")),
            "consumes": [
                {
                    "stream": stream_name(application, topic),
                    "durable": name,
                    "kind": kind_of(context.around, topic),
                }
                for topic in texts(values, "consumes")
            ],
            "batch": int(number(values, "batch")),
            "wait": float(number(values, "wait")),
        },
    )
    return dataclasses.replace(program, mounts=_folder(context, element))


def board(context: Context, element: Element) -> Program:
    """A page over the database."""
    address, port = context.address(element.name), context.ports[element.name]["port"]
    return Program(
        {
            "address": address,
            "port": port,
            "database": database_path(context, context.partner(element, "database")),
            "title": text(element.attributes, "title", context.application.name),
        },
        Probe("http", address, port, "/ready", DEADLINE),
        mounts=_folder(context, element),
    )


def _folder(context: Context, element: Element) -> tuple[Mount, ...]:
    """The folder of the database that ``element`` uses; readers write there as well, into its index."""
    name = context.partner(element, "database").name
    return (Mount(context.resolved.directories[name], writable=True),)


def database_path(context: Context, database: Element) -> str:
    """Absolute path of an embedded database's file, in the directory of its component."""
    return f"{context.resolved.directories[database.name]}/{database.name}.db"
