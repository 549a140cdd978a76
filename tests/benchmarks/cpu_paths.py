"""Ways to run the shipped nets on a CPU: ``python -m tests.benchmarks.cpu_paths``.

Ten seconds of a made sound through the sound net's decoder and through what is learnt of the vocoder, two threads,
medians; and how far the answers lie from float32's: the decoder's as mean absolute difference of natural-log mels, the
vocoder's as that of the waves' mels, once its transforms have run. onnxruntime (with onnx and onnxscript) is no
dependency: its rows say so where it is missing, as torch's compiler does where there is no C++ compiler.
"""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel import log_mel
from foleystudio.engine.varietysound.generation.vocoding import load_vocoder
from foleystudio.engine.varietysound.model import load_model
from foleystudio.nets.vocoder.model import Vocoder
from tests.benchmarks.network_table import markdown
from tests.benchmarks.test_exemplar import _reference

COLUMNS = 860
THREADS = 2
ROUNDS = 15

Run = Callable[..., Any]
Way = Callable[[nn.Module, tuple[Tensor, ...]], Run]
"""Makes of a net and inputs like those to come what answers as the net does."""


class Corrections(nn.Module):
    """What is learnt of a vocoder, as a net of its own."""

    def __init__(self, vocoder: Vocoder) -> None:
        super().__init__()
        self.vocoder = vocoder

    def forward(self, levels: Tensor) -> tuple[Tensor, Tensor]:
        """Levels [B, M, F] -> gains and factors."""
        return Vocoder.corrections(self.vocoder, levels)


def as_it_is(net: nn.Module, _: tuple[Tensor, ...]) -> Run:
    """float32."""
    return net


def bfloat16(net: nn.Module, _: tuple[Tensor, ...]) -> Run:
    """Matrices multiplied in bfloat16."""

    def run(*inputs: Tensor) -> Any:
        with torch.autocast("cpu", torch.bfloat16):
            return net(*inputs)

    return run


def int8(net: nn.Module, _: tuple[Tensor, ...]) -> Run:
    """Linear layers with int8 weights, what goes in quantised as it comes."""
    quantised: Run = torch.ao.quantization.quantize_dynamic(net, {nn.Linear}, dtype=torch.qint8)
    return quantised


def compiled(net: nn.Module, _: tuple[Tensor, ...]) -> Run:
    """Through torch's compiler."""
    made: Run = torch.compile(net)
    return made


def by_onnxruntime(net: nn.Module, inputs: tuple[Tensor, ...], in_int8: bool = False) -> Run:
    """Through onnxruntime; ``in_int8``: its products of matrices quantised as they come."""
    import onnx
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "net.onnx"
        torch.onnx.export(net, inputs, file, dynamo=True, verbose=False, external_data=False)
        if in_int8:
            smaller, graph = Path(name) / "int8.onnx", onnx.load(file)
            del graph.graph.value_info[:]  # shapes from before the exporter's own rewriting
            onnx.save(graph, file)
            quantize_dynamic(file, smaller, op_types_to_quantize=["MatMul", "Gemm"], weight_type=QuantType.QInt8)
            file = smaller
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    names = [given.name for given in session.get_inputs()]

    def run(*given: Tensor) -> Any:
        answers = session.run(None, dict(zip(names, (one.numpy() for one in given), strict=True)))
        tensors = tuple(torch.from_numpy(answer) for answer in answers)
        return tensors if len(tensors) > 1 else tensors[0]

    return run


WAYS: dict[str, Way] = {
    "torch float32": as_it_is,
    "torch bfloat16": bfloat16,
    "torch int8 (linear layers)": int8,
    "torch compiled": compiled,
    "onnxruntime float32": by_onnxruntime,
    "onnxruntime int8 (matrices)": lambda net, inputs: by_onnxruntime(net, inputs, in_int8=True),
}


def milliseconds(run: Run, inputs: tuple[Tensor, ...]) -> float:
    """Median time of an answer."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run(*inputs)
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken[2:])


def made_mel() -> Tensor:
    """Ten seconds of hits as the shipped nets read them, [1, F, COLUMNS]."""
    mel = load_vocoder().config.mel
    wave = torch.from_numpy(_reference(10.0, 3.0, mel.rate_hz).mono())
    return log_mel(wave, mel)[None, :, :COLUMNS]


def decoder_and_inputs(mel: Tensor) -> tuple[nn.Module, tuple[Tensor, ...]]:
    """The sound net's decoder, and codes and a draft for it."""
    net = load_model().net
    raster = (torch.rand(1, 2, COLUMNS, generator=torch.Generator().manual_seed(0)) > 0.97).float()
    codes = net.encode_events(raster), net.encode_reference(mel[:, :, :344]), net.encode_background(mel, COLUMNS // 4)
    return net.mel_decoder, (*codes, mel)


def measured(make: Way, mel: Tensor) -> list[str]:
    """Milliseconds and error of the decoder, then of the vocoder."""
    vocoder = load_vocoder()
    decoder, inputs = decoder_and_inputs(mel)
    drawn = make(decoder, inputs)
    cells = [f"{milliseconds(drawn, inputs):.0f} ms", f"{float((drawn(*inputs) - decoder(*inputs)).abs().mean()):.4f}"]
    levels = (vocoder.levels.natural_log(mel).contiguous(),)
    corrected = make(Corrections(vocoder), levels)
    cells.append(f"{milliseconds(corrected, levels):.0f} ms")
    sounds = log_mel(vocoder(mel), vocoder.config.mel)
    vocoder.corrections = lambda levels: corrected(levels)  # type: ignore[method-assign]  # for one measure
    try:
        return [*cells, f"{float((log_mel(vocoder(mel), vocoder.config.mel) - sounds).abs().mean()):.4f}"]
    finally:
        del vocoder.corrections  # the instance's, not the class's


def main() -> None:
    """Print the table."""
    torch.set_num_threads(THREADS)
    warnings.simplefilter("ignore")  # torch calls its own int8 deprecated
    rows, mel = [], made_mel()
    for name, make in WAYS.items():
        if name.startswith("onnxruntime") and not importlib.util.find_spec("onnxruntime"):
            rows.append([name, "not installed", "", "", ""])
            continue
        with torch.no_grad():  # inference mode would keep the nets from being exported
            try:
                rows.append([name, *measured(make, mel)])
            except (RuntimeError, ImportError) as error:
                rows.append([name, f"failed: {str(error).splitlines()[0][:60]}", "", "", ""])
    print(markdown(("", "decoder", "off by", "vocoder's net", "off by"), rows))


if __name__ == "__main__":
    main()
