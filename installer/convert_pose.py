"""Makes ``models/pose`` of the nets that Google publishes in the wheel ``mediapipe``.

    pip download --no-deps mediapipe==0.10.14 && unzip mediapipe-*.whl -d unpacked
    python -m installer.convert_pose unpacked/mediapipe/modules models/pose

Needs ``tflite`` beside the program's own packages; the program itself does not. With ``--check`` and some pictures,
which needs ``ai-edge-litert`` too, it says how far the answers of both lie apart.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from foleystudio.engine.models.model_files import read_net, write_net
from foleystudio.nets.pose.graph import GraphConfig, Layer, Operation
from foleystudio.nets.pose.people import PoseConfig, PoseNets

Numbers = NDArray[np.float32]

DETECTOR = Path("pose_detection/pose_detection.tflite"), (0, 1)
LANDMARKS = Path("pose_landmark/pose_landmark_full.tflite"), (0, 1)


class Converted:
    """One net's graph and weights.

    Parameters
    ----------
    path
        Its ``.tflite`` file.
    outputs
        Which of its outputs are wanted; layers that only others need are left out.
    """

    def __init__(self, path: Path, outputs: tuple[int, ...]) -> None:
        import tflite

        self.tflite: Any = tflite
        self.model = tflite.Model.GetRootAsModel(path.read_bytes(), 0)
        self.graph = self.model.Subgraphs(0)
        self.layers: list[Layer] = []
        self.weights: dict[str, Numbers] = {}
        self.places: dict[int, int] = {self.graph.Inputs(0): 0}
        self.padding: dict[int, int] = {}
        self.made_by = {op.Outputs(0): op for op in map(self.graph.Operators, range(self.graph.OperatorsLength()))}
        wanted = tuple(self.place(self.graph.Outputs(n)) for n in outputs)
        self.config = GraphConfig(self.shape(self.graph.Inputs(0))[1], tuple(self.layers), wanted)

    def shape(self, tensor: int) -> list[int]:
        """Of a tensor, batch first, channels last."""
        return [int(n) for n in self.graph.Tensors(tensor).ShapeAsNumpy()]

    def place(self, tensor: int) -> int:
        """Place of the layer that makes a tensor; it is converted with all that it needs when it has not been yet."""
        if tensor not in self.places:
            self.places[tensor] = self._converted(self.made_by[tensor])
        return self.places[tensor]

    def _converted(self, op: Any) -> int:
        code = self.model.OperatorCodes(op.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        known = self.tflite.BuiltinOperator
        inputs, out = [op.Inputs(n) for n in range(op.InputsLength())], self.shape(op.Outputs(0))
        first = self.shape(inputs[0])
        if kind in (known.CONV_2D, known.DEPTHWISE_CONV_2D):
            return self._convolution(op, inputs, kind == known.DEPTHWISE_CONV_2D)
        if kind == known.ADD:
            options = self._options(op, self.tflite.AddOptions)
            of = tuple(self.place(n) for n in inputs)
            return self._add(Layer("sum", of, clipped=options.FusedActivationFunction() == 3))
        if kind == known.CONCATENATION:
            return self._add(Layer("concatenation", tuple(self.place(n) for n in inputs)))
        of = (self.place(inputs[0]),)
        if kind == known.RESHAPE:
            return self._add(Layer("rows", of, channels=out[-1]))
        if kind == known.LOGISTIC:
            return self._add(Layer("sigmoid", of))
        names: dict[int, Operation] = {
            known.MAX_POOL_2D: "maximum",
            known.DEPTH_TO_SPACE: "unfold",
            known.RESIZE_BILINEAR: "resize",
        }
        return self._add(Layer(names[kind], of, kernel=max(first[1], out[1]) // min(first[1], out[1])))

    def _options(self, op: Any, kind: Any) -> Any:
        options = kind()
        options.Init(op.BuiltinOptions().Bytes, op.BuiltinOptions().Pos)
        return options

    def _convolution(self, op: Any, inputs: list[int], depthwise: bool) -> int:
        options = self._options(op, self.tflite.DepthwiseConv2DOptions if depthwise else self.tflite.Conv2DOptions)
        weight = self._constant(inputs[1])
        weight = weight.transpose(3, 0, 1, 2) if depthwise else weight.transpose(0, 3, 1, 2)
        source, padding, stride = inputs[0], 0, options.StrideW()
        before = self.made_by.get(source)
        if before is not None and self._is_padding(before):
            source = before.Inputs(0)
            padding = (self.shape(before.Outputs(0))[1] - self.shape(source)[1]) // 2
        elif options.Padding() == 0 and weight.shape[2] > 1:
            padding = weight.shape[2] // 2
            if stride == 2:  # pads on the far side only: the same as an even window that is padded on both
                weight = np.pad(weight, ((0, 0), (0, 0), (1, 0), (1, 0)))
        of, channels = (self.place(source),), weight.shape[0]
        layer = Layer(
            "convolution", of, channels, weight.shape[2], stride, padding,
            groups=channels if depthwise else 1, clipped=options.FusedActivationFunction() == 3,
        )  # fmt: skip
        place = self._add(layer)
        self.weights[f"convolutions.{place}.weight"] = weight
        self.weights[f"convolutions.{place}.bias"] = self._constant(inputs[2])
        return place

    def _constant(self, tensor: int) -> Numbers:
        """Numbers of a tensor that are known beforehand: as they lie there, or out of half precision, or sparse."""
        held = self.graph.Tensors(tensor)
        data = self.model.Buffers(held.Buffer())
        if not data.DataLength():
            return self._constant(self.made_by[tensor].Inputs(0))
        half = held.Type() == self.tflite.TensorType.FLOAT16
        values = np.frombuffer(data.DataAsNumpy().tobytes(), np.float16 if half else np.float32).astype(np.float32)
        shape, sparsity = self.shape(tensor), held.Sparsity()
        if sparsity is None:
            return values.reshape(shape)
        columns = sparsity.DimMetadata(sparsity.DimMetadataLength() - 1)
        rows = np.repeat(np.arange(int(np.prod(shape[:-1]))), np.diff(self._indices(columns, "ArraySegments")))
        dense = np.zeros((int(np.prod(shape[:-1])), shape[-1]), np.float32)
        dense[rows, self._indices(columns, "ArrayIndices")] = values
        return dense.reshape(shape)

    def _indices(self, of: Any, name: str) -> NDArray[np.int64]:
        """A vector of whole numbers, of whatever width the file has them in."""
        kinds = {1: self.tflite.Int32Vector, 2: self.tflite.Uint16Vector, 3: self.tflite.Uint8Vector}
        vector, table = kinds[getattr(of, f"{name}Type")()](), getattr(of, name)()
        vector.Init(table.Bytes, table.Pos)
        return np.asarray(vector.ValuesAsNumpy(), np.int64)

    def _is_padding(self, op: Any) -> bool:
        code = self.model.OperatorCodes(op.OpcodeIndex())
        return bool(max(code.BuiltinCode(), code.DeprecatedBuiltinCode()) == self.tflite.BuiltinOperator.PAD)

    def _add(self, layer: Layer) -> int:
        self.layers.append(layer)
        return len(self.layers)


def _differences(nets: PoseNets, modules: Path, pictures: list[Path]) -> None:
    """Print the largest difference of each output over some pictures, and the largest number in it."""
    import cv2
    from ai_edge_litert.interpreter import Interpreter

    for net, (path, outputs) in ((nets.detector, DETECTOR), (nets.landmarks, LANDMARKS)):
        interpreter: Any = Interpreter(str(modules / path))
        interpreter.allocate_tensors()
        asked, answers = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()
        apart, largest = np.zeros(len(outputs)), np.zeros(len(outputs))
        for file in pictures:
            side = net.config.side
            picture = cv2.imread(str(file))
            assert picture is not None, file
            shown = cv2.cvtColor(cv2.resize(picture, (side, side)), cv2.COLOR_BGR2RGB).astype(np.float32)[None] / 255
            interpreter.set_tensor(asked, shown)
            interpreter.invoke()
            with torch.inference_mode():
                ours = net(torch.from_numpy(shown).permute(0, 3, 1, 2))
            for n, output in enumerate(outputs):
                theirs = interpreter.get_tensor(answers[output]["index"]).reshape(-1)
                apart[n] = max(apart[n], np.abs(theirs - ours[n].numpy().reshape(-1)).max())
                largest[n] = max(largest[n], np.abs(theirs).max())
        print(f"{path.stem}: apart by {apart}, answers up to {largest}")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", type=Path, help="the folder modules of the unpacked wheel")
    parser.add_argument("out", type=Path)
    parser.add_argument("--check", type=Path, nargs="+", metavar="PICTURE", default=[])
    wanted = parser.parse_args(arguments)
    detector, landmarks = (Converted(wanted.modules / path, outputs) for path, outputs in (DETECTOR, LANDMARKS))
    nets = PoseNets(PoseConfig(detector.config, landmarks.config))
    for net, made in ((nets.detector, detector), (nets.landmarks, landmarks)):
        net.load_state_dict({name: torch.from_numpy(weight.copy()) for name, weight in made.weights.items()})
    # Published in half precision.
    write_net(wanted.out, nets.half(), nets.config, {"source": "mediapipe 0.10.14", "licence": "Apache-2.0"})
    if wanted.check:
        _differences(read_net(wanted.out, PoseConfig, PoseNets), wanted.modules, wanted.check)
    return 0


if __name__ == "__main__":
    sys.exit(main())
