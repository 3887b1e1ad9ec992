"""Static types of actions, for mypy and pyright: each expected error is marked for both."""

from __future__ import annotations

from typing import Any, assert_type

from stepconfig import Config, Field
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStruct,
    ConfigurableActionStructField,
)


class Scale(ConfigurableAction):
    """Multiply."""

    factor: Field[float] = Field("Factor.", float, 2.0)

    def __call__(self, value: float) -> float:
        return self.factor * value


class Calibrate(Scale):
    """Multiply and add."""

    offset: Field[float] = Field("Offset.", float, 1.0)


class MeasureConfig(Config):
    """A config with actions."""

    flux: ConfigurableActionField[Scale] = ConfigurableActionField("Flux.", Scale, Calibrate)
    cuts: ConfigurableActionStructField[Scale] = ConfigurableActionStructField("Cuts.", {"low": Scale})
    by_type = ConfigurableActionField("A type, no annotation.", Scale)
    with_default = ConfigurableActionField("A type and a default.", dtype=Scale, default=Calibrate)
    bracketed = ConfigurableActionField[Scale](doc="A type in brackets.")
    anything = ConfigurableActionField("No type.", default=Calibrate)
    struct = ConfigurableActionStructField[Scale]("A type in brackets.", {"low": Calibrate})
    others = ConfigurableActionStructField("No type.", {"low": Scale})


config = MeasureConfig(flux=Calibrate(offset=2.0))

assert_type(config.flux, Scale)
assert_type(config.flux(2.0), float)
assert_type(config.flux.factor, float)
assert_type(config.flux.identity, str | None)
assert_type(config.by_type, Scale)
assert_type(config.with_default, Scale)
assert_type(config.bracketed, Scale)
assert_type(config.anything, Any)
assert_type(config.cuts, ConfigurableActionStruct[Scale])
assert_type(config.cuts.low, Scale)
assert_type(config.cuts.low.factor, float)
assert_type([cut(2.0) for cut in config.cuts], list[float])
assert_type(dict(config.cuts.items()), dict[str, Scale])
assert_type(config.struct.low, Scale)
assert_type(config.others.low, Any)
assert_type(MeasureConfig.flux, ConfigurableActionField[Scale])
assert_type(MeasureConfig.cuts, ConfigurableActionStructField[Scale])

config.flux = Calibrate
config.flux = Calibrate(factor=3.0)
config.cuts.new = Calibrate
config.cuts.new = Scale(factor=3.0)
config.cuts.update = {"new": Calibrate, "old": Scale()}
config.cuts.update = config.struct
config.cuts.remove = "low"
config.cuts.remove = ("new", "old")
config.cuts = config.struct
config.others.anything = Calibrate


def misuse(config: MeasureConfig) -> None:
    """Not called: every line is an error that both checkers have to find."""
    config.flux = ConfigurableAction()  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.flux.offset = 3.0  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    config.cuts.new = 3  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
    config.cuts.remove = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.cuts.update = {"new": 3}  # type: ignore[dict-item]  # pyright: ignore[reportAttributeAccessIssue]
    config.cuts = {"low": Scale}  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.flux("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
