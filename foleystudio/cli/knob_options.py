"""The command line's options for the knobs of a rendering, made of their table."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

import typer

from foleystudio.errors import FoleyError
from foleystudio.project.knobs import KNOBS, Knob, NumberKnob
from foleystudio.project.settings import SynthesisSettings

_FORMER = "_formerly"


def with_knobs(verb: Callable[..., None]) -> Callable[..., None]:
    """A verb with an option for every knob that there is now, if it takes ``settings``; else the verb as it is.

    Options of earlier versions do what they did; the help has them no more.

    Raises
    ------
    FoleyError
        From the verb, when a knob is set to what it cannot be.
    """
    own = inspect.signature(verb, eval_str=True)
    if "settings" not in own.parameters:
        return verb
    options = [_parameter(knob) for knob in KNOBS]
    former = [_parameter(knob, is_former=True) for knob in KNOBS if knob.former]

    @functools.wraps(verb)
    def run(**given: Any) -> None:
        values = {knob.name: given.pop(knob.name) for knob in KNOBS}
        older = {name.removesuffix(_FORMER): given.pop(name) for name in list(given) if name.endswith(_FORMER)}
        values |= {name: value for name, value in older.items() if value is not None}
        try:
            settings = SynthesisSettings().with_values(values)
        except ValueError as error:
            raise FoleyError(str(error)) from error
        verb(**given, settings=settings)

    parameters: list[inspect.Parameter] = []
    for parameter in own.parameters.values():
        parameters += [*options, *former] if parameter.name == "settings" else [parameter]
    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # as inspect has it
    return run


def _parameter(knob: Knob, *, is_former: bool = False) -> inspect.Parameter:
    """A verb's parameter, as typer reads it."""
    usual = knob.usual
    kind: Any = type(usual) if isinstance(usual, bool | Enum) else str
    least: float | None = None
    most: float | None = None
    if isinstance(knob, NumberKnob):
        kind = int if knob.is_whole else float
        least, most = (knob.minimum, knob.maximum) if knob.is_limited else (None, None)
    names = knob.options[1:] if is_former else knob.options[:1]
    option: Any = typer.Option(
        *names, help=knob.sentence, show_default=usual is not None, hidden=is_former, min=least, max=most
    )
    is_none = is_former or usual is None
    return inspect.Parameter(
        knob.name + _FORMER * is_former,
        inspect.Parameter.KEYWORD_ONLY,
        default=None if is_none else usual,
        annotation=Annotated[kind | None if is_none else kind, option],
    )
