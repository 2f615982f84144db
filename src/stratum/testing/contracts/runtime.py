"""What every runtime of serving has to keep. Its own graphs need ``onnx``, with which they are written."""

import abc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from stratum.core.bundles import Manifest
from stratum.core.errors import PermanentError
from stratum.serving.ports import Runtime, Session
from stratum.testing.bundles import write_mixed_bundle, write_numeric_bundle

ROWS = np.array([[1, 2, 3], [-1, -2, -3], [0, 0, 0.5]], dtype=np.float32)


class RuntimeContract(abc.ABC):
    """Subclass it in a test module, named ``Test…``."""

    @abc.abstractmethod
    def make(self) -> Runtime:
        """A runtime."""

    def write_numbers(self, directory: Path) -> Manifest:
        """Write the classifier of three numbers: ``write_numeric_bundle``, in the runtime's own form."""
        return write_numeric_bundle(directory)

    def write_mixed(self, directory: Path) -> Manifest:
        """Write the classifier of numbers and text: ``write_mixed_bundle``, in the runtime's own form."""
        return write_mixed_bundle(directory)

    def load(self, directory: Path) -> Session:
        """A session of the classifier of three numbers."""
        return self.make().load(directory, self.write_numbers(directory))

    def test_says_what_the_graph_takes_and_gives(self, tmp_path: Path) -> None:
        """Names, types and widths are the graph's own."""
        session = self.load(tmp_path)
        assert [(t.name, t.dtype, t.width) for t in session.inputs] == [("input", "float32", 3)]
        assert {t.name: t.dtype for t in session.outputs} == {"label": "int64", "probabilities": "float32"}

    def test_computes(self, tmp_path: Path) -> None:
        """The numbers are the graph's, for every row."""
        label, chances = self.load(tmp_path).run(["label", "probabilities"], {"input": ROWS})
        assert label.tolist() == [1, 0, 1]
        np.testing.assert_allclose(chances[:, 1], 1 / (1 + np.exp(-ROWS.sum(axis=1))), rtol=1e-5)

    def test_gives_what_was_asked_for_in_that_order(self, tmp_path: Path) -> None:
        """Outputs that nobody asked for are left out."""
        session = self.load(tmp_path)
        chances, label = session.run(("probabilities", "label"), {"input": ROWS})
        assert chances.shape == (3, 2)
        assert label.shape == (3,)
        assert len(session.run(["label"], {"input": ROWS})) == 1

    def test_takes_text(self, tmp_path: Path) -> None:
        """Text comes as objects, one tensor for each column."""
        session = self.make().load(tmp_path, self.write_mixed(tmp_path))
        number = np.full((2, 1), -50, dtype=np.float32)
        carrier = np.array([["AA"], ["UA"]], dtype=object)
        (label,) = session.run(["label"], {"carrier": carrier, "delay": number, "hour": number})
        assert label.tolist() == [0, 0]
        assert {t.name: t.dtype for t in session.inputs}["carrier"] == "string"

    def test_answers_several_threads_at_once(self, tmp_path: Path) -> None:
        """Each thread gets the answer to its own rows."""
        session = self.load(tmp_path)
        with ThreadPoolExecutor(4) as pool:
            signs = [1, 0] * 20
            rows = [ROWS[:1] if sign else ROWS[1:2] for sign in signs]
            found = list(pool.map(lambda row: session.run(["label"], {"input": row})[0][0], rows))
        assert found == signs

    def test_refuses_other_tensors(self, tmp_path: Path) -> None:
        """A wrong width or name is an error of its own kind, not of the engine's."""
        session = self.load(tmp_path)
        for tensors in ({"input": ROWS[:, :2]}, {"other": ROWS}):
            with pytest.raises(PermanentError):
                session.run(["label"], tensors)

    def test_refuses_what_is_no_graph(self, tmp_path: Path) -> None:
        """The message names the model."""
        manifest = self.write_numbers(tmp_path)
        (tmp_path / manifest.graph).write_bytes(b"no graph")
        with pytest.raises(PermanentError, match=manifest.name):
            self.make().load(tmp_path, manifest)
