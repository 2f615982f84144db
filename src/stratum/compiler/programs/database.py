"""The embedded database and what uses it: the writer and the board."""

from stratum.compiler.attributes import number, text, texts
from stratum.compiler.programs.context import DEADLINE, Context, Program, watched
from stratum.compiler.topics import kind_of
from stratum.deployment.types import Probe
from stratum.language.tree import Element
from stratum.streaming.logic.names import stream_name


def init_database(context: Context, element: Element) -> Program:
    """A task that makes the tables."""
    return Program({"path": database_path(context, element)}, Probe("exit", deadline=DEADLINE))


def writer(context: Context, element: Element) -> Program:
    """Every message of its topics becomes rows."""
    values, application = element.attributes, context.application
    return watched(
        context,
        element,
        {
            "broker": context.broker_url(element),
            "database": database_path(context, context.partner(element, "database")),
            "consumes": [
                {
                    "stream": stream_name(application.name, topic),
                    "durable": element.name,
                    "kind": kind_of(application, topic),
                }
                for topic in texts(values, "consumes")
            ],
            "batch": int(number(values, "batch")),
            "wait": float(number(values, "wait")),
        },
    )


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
    )


def database_path(context: Context, database: Element) -> str:
    """Absolute path of an embedded database's file, in the directory of its component."""
    return f"{context.resolved.directories[database.name]}/{database.name}.db"
