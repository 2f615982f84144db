"""What a NATS server tells of its JetStream consumers (``/jsz?consumers=true``), as samples."""

import msgspec

from stratum.core.errors import InvalidInputError
from stratum.core.samples import Sample


class _Consumer(msgspec.Struct):
    stream_name: str
    name: str
    num_pending: int = 0


class _Stream(msgspec.Struct):
    consumer_detail: tuple[_Consumer, ...] = ()


class _Account(msgspec.Struct):
    stream_detail: tuple[_Stream, ...] = ()


class _Answer(msgspec.Struct):
    account_details: tuple[_Account, ...] = ()


def queue_samples(text: str, subject: str, now: float) -> tuple[Sample, ...]:
    """Messages of each consumer that were not handed out yet, labelled with stream and consumer.

    Raises:
        InvalidInputError: If the text is not what a NATS server answers.
    """
    try:
        answer = msgspec.json.decode(text, type=_Answer)
    except msgspec.DecodeError as error:
        raise InvalidInputError(f"not an answer of a NATS server: {error}") from None
    consumers = [
        consumer
        for account in answer.account_details
        for stream in account.stream_detail
        for consumer in stream.consumer_detail
    ]
    return tuple(
        Sample(
            "queue_pending",
            subject,
            now,
            float(consumer.num_pending),
            {"stream": consumer.stream_name, "consumer": consumer.name},
        )
        for consumer in consumers
    )
