"""Static types of configs, for mypy and pyright: each expected error is marked for both."""

from __future__ import annotations

from typing import Any, assert_type

from stepconfig import (
    ChoiceField,
    Config,
    ConfigField,
    Dict,
    DictField,
    Explanation,
    Explanations,
    Field,
    List,
    ListField,
    RangeField,
    RemovedField,
)


class DetectConfig(Config):
    """Parameters of the detection."""

    threshold: RangeField[float] = RangeField("Detection threshold.", float, 5.0, min=0.0, unit="sigma")
    bands: ListField[str] = ListField("Bands.", str, ["g", "r"])


class ReduceConfig(Config):
    """Parameters of the reduction."""

    fwhm: Field[float] = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    label: Field[str | None] = Field("Label.", str, optional=True)
    fit: ChoiceField[str] = ChoiceField("Fit.", str, {"median": "A median."}, default="median")
    zeropoint: DictField[str, float] = DictField("Zero points.", str, float, {"g": 25.0}, unit="mag")
    detection: ConfigField[DetectConfig] = ConfigField("Detection.", DetectConfig)
    count = Field("A field without an annotation.", int, 3)
    bracketed = Field[float](doc="A field with its type in brackets.", default=1.0)
    listed = ListField[int]("A list with its type in brackets.", default=[1])
    maybe = Field("May be None.", dtype=int, optional=True)
    renamed: Field[int] = Field("A field that had another name.", int, 1, renamed_from=("old", "older"))
    gone = RemovedField("A field that was removed.", since="2.0", hint="use count")


config = ReduceConfig(fwhm=2.0, label=None)

assert_type(config.fwhm, float)
assert_type(config.label, str | None)
assert_type(config.fit, str)
assert_type(config.zeropoint, Dict[str, float])
assert_type(config.detection, DetectConfig)
assert_type(config.detection.threshold, float)
assert_type(config.detection.bands, List[str])
assert_type(config.detection.bands[0], str)
assert_type(config.count, int)
assert_type(config.bracketed, float)
assert_type(config.listed, List[int])
assert_type(config.maybe, int | None)
assert_type(config.renamed, int)
assert_type(config.copy(), ReduceConfig)
assert_type(config.to_yaml(), str)
assert_type(ReduceConfig.from_toml(config.to_toml()), ReduceConfig)
assert_type(ReduceConfig.fwhm, Field[float])

config.fwhm = 3
config.detection = DetectConfig
config.detection = DetectConfig(threshold=3.0)
config.detection.bands = ("u", "g")
config.detection.bands.append("i")
config.zeropoint["r"] = 24.0


def misuse(config: ReduceConfig) -> None:
    """Not called: every line is an error that both checkers have to find."""
    ReduceConfig(fwhm="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ReduceConfig(fwmh=1.0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    config.fwhm = "x"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.fwmh = 1.0  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    config.detection.bands.append(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    config.zeropoint["r"] = "x"  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
    config.old = 3  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    ReduceConfig(old=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    config.gone = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


assert_type(config.explain(), Explanations)
for explanation in config.explain(changed=True, layer="command line"):
    assert_type(explanation, Explanation)
assert_type(ReduceConfig.schema(), dict[str, Any])
