"""One training as a process of its own, so that it goes on when whoever started it ends.

``python -m stratum.runtime.trainer ROOT PIPELINE --run ID [--executor NAME] [--seed N] [--by NAME]``. What it
does is in the folder of the run; its output goes to the log there. At its end the next one in line begins.
"""

import argparse
import signal
import sys

import msgspec

from stratum.core.errors import StratumError
from stratum.language.tree import DocumentKind
from stratum.runtime.executing import begin_loading
from stratum.runtime.jobs import last_line
from stratum.runtime.line import Line
from stratum.runtime.modelling import load
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts
from stratum.training.logic.progress import Progress
from stratum.training.orders import Order, Wish
from stratum.training.records import RunFolder


def main(arguments: list[str]) -> int:
    """Train one pipeline; 0 where a model came out."""
    parser = argparse.ArgumentParser(prog="python -m stratum.runtime.trainer")
    parser.add_argument("root")
    parser.add_argument("pipeline")
    parser.add_argument("--run", required=True)
    parser.add_argument("--executor", default="")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--by", default="")
    parser.add_argument("--wish", type=_wish)
    parser.add_argument("--cluster", default="")
    parser.add_argument("--resume", action="store_true")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parts = Parts(read_settings(given.root))
    order = Order(
        given.executor, given.seed, given.by, given.run, given.wish, given.cluster, resume=given.resume
    )
    began = parts.clock.monotonic()
    try:
        return _train(parts, given.pipeline, order, began)
    except StratumError as error:
        sys.stderr.write(last_line(error))
    except KeyboardInterrupt:
        sys.stderr.write("it was told to end\n")
    finally:
        RunFolder(parts.runs_root / order.run).let_go()
        Line(parts).advance()
    return 1


def _train(parts: Parts, pipeline: str, order: Order, began: float) -> int:
    begin_loading(parts, order)
    from stratum.runtime.automatic import train_automatically
    from stratum.runtime.learning import train_pipeline

    if order.wish is not None:
        train_automatically(parts, order, _told, began)
        return 0
    checked = load(parts)
    checked.refuse_errors(checked.document(DocumentKind.PIPELINE, pipeline))
    train_pipeline(parts, checked, pipeline, _told, order)
    return 0


def _wish(text: str) -> Wish:
    return msgspec.json.decode(text, type=Wish)


def _told(progress: Progress) -> None:
    sys.stdout.write(f"{progress.seconds:7.1f} s {progress.stage} {progress.name} {progress.message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
