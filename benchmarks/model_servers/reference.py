"""The reference: the least that answers the protocol. uvloop, httptools, msgspec, ONNX Runtime, no checks.

Start: ``python reference.py MODEL.onnx PORT``.
"""

import asyncio
import sys
from typing import cast

import httptools
import msgspec
import numpy as np
import onnxruntime
import uvloop

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


class Tensor(msgspec.Struct):
    """One tensor of a request."""

    shape: list[int]
    data: list[float]


class Request(msgspec.Struct):
    """The body of a request."""

    inputs: list[Tensor]


def main(model: str, port: int) -> None:
    """Serve ``model`` on ``port`` until killed."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    run = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]).run
    decode, encode = msgspec.json.Decoder(Request).decode, msgspec.json.Encoder().encode

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)
            self.parser, self.body = httptools.HttpRequestParser(self), b""

        def data_received(self, data: bytes) -> None:
            self.parser.feed_data(data)

        def on_body(self, body: bytes) -> None:
            self.body += body

        def on_message_complete(self) -> None:
            answer = b"{}"
            if self.body:
                tensor = decode(self.body).inputs[0]
                rows = np.array(tensor.data, dtype=np.float32).reshape(tensor.shape)
                label, chances = run(["label", "probabilities"], {"input": rows})
                outputs = [
                    {"name": "label", "shape": label.shape, "datatype": "INT64", "data": label.tolist()},
                    {"name": "probabilities", "shape": chances.shape, "datatype": "FP32",
                     "data": chances.ravel().tolist()},
                ]  # fmt: skip
                answer = encode({"model_name": "m", "outputs": outputs})
            self.body = b""
            self.transport.write(HEAD % len(answer) + answer)

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port)
        await server.serve_forever()

    uvloop.run(serve())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
