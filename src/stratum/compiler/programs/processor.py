"""A stream consumer that asks a model."""

from stratum.compiler.attributes import number, text
from stratum.compiler.programs.context import Context, Program, watched
from stratum.compiler.programs.model import PORT, bundle_of
from stratum.language.tree import Element
from stratum.streaming.logic.names import stored_subject, stored_subjects, stream_name


def processor(context: Context, element: Element) -> Program:
    """Every message of a topic becomes a prediction on another one."""
    values, (name, own) = element.attributes, context.namespace(element)
    service = context.partner(element, "model")
    topic = text(values, "consumes")
    return watched(
        context,
        element,
        {
            "broker": context.broker_url(element),
            "stream": stream_name(name, topic),
            "subject": stored_subjects(name, topic),
            "durable": own,
            "model": {
                "url": f"http://{context.address(service.name)}:{context.ports[service.name][PORT]}",
                "name": bundle_of(context, service).name,
            },
            "output": stored_subject(name, text(values, "produces"), own),
            "batch": int(number(values, "batch")),
            "wait": float(number(values, "wait")),
        },
    )
