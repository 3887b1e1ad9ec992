"""Static types of configurables and dicts of configs, for mypy and pyright."""

from __future__ import annotations

from typing import Any, ClassVar, assert_type

from stepconfig import (
    Config,
    ConfigDict,
    ConfigDictField,
    ConfigurableField,
    ConfigurableInstance,
    Field,
)


class DetectConfig(Config):
    """Parameters of a detection."""

    threshold: Field[float] = Field("Detection threshold.", float, 5.0)


class Detect:
    """A target."""

    ConfigClass = DetectConfig

    def __init__(self, config: DetectConfig) -> None:
        self.config = config


class Wavelet:
    """A target that says exactly what its ConfigClass is."""

    ConfigClass: ClassVar[type[DetectConfig]] = DetectConfig

    def __init__(self, config: DetectConfig) -> None:
        self.config = config


def find(config: DetectConfig) -> float:
    """Detect; a function as target."""
    return config.threshold


class ReduceConfig(Config):
    """Parameters of a reduction."""

    detect: ConfigurableField[DetectConfig] = ConfigurableField("Detection.", Detect)
    again: ConfigurableField[DetectConfig] = ConfigurableField("Detection.", find, DetectConfig)
    bands: ConfigDictField[str, DetectConfig] = ConfigDictField(
        "Bands.", str, DetectConfig, {"g": DetectConfig}
    )
    plain = ConfigurableField("Without an annotation.", Detect)
    exact = ConfigurableField("Without an annotation.", Wavelet)
    function = ConfigurableField("Without an annotation.", find, ConfigClass=DetectConfig)
    listed = ConfigDictField("Without an annotation.", keytype=int, itemtype=DetectConfig)


config = ReduceConfig(detect=DetectConfig(threshold=3.0), bands={"g": DetectConfig})

assert_type(config.detect, ConfigurableInstance[DetectConfig])
assert_type(config.detect.value, DetectConfig)
assert_type(config.detect.value.threshold, float)
assert_type(config.detect.ConfigClass, type[DetectConfig])
assert_type(config.again.value, DetectConfig)
assert_type(config.plain.value, DetectConfig)
assert_type(config.exact.value, DetectConfig)
assert_type(config.function.value, DetectConfig)
assert_type(config.bands, ConfigDict[str, DetectConfig])
assert_type(config.bands["g"], DetectConfig)
assert_type(config.bands["g"].threshold, float)
assert_type(config.listed, ConfigDict[int, DetectConfig])
assert_type(config.bands.setdefault("g", DetectConfig), DetectConfig)
assert_type(config.bands.itemtype, type[DetectConfig])
assert_type(ReduceConfig.detect, ConfigurableField[DetectConfig])
assert_type(ReduceConfig.bands, ConfigDictField[str, DetectConfig])

config.detect.threshold = 3.0
config.detect.retarget(find, DetectConfig)
config.detect.retarget(target=Detect)
config.detect = DetectConfig
config.detect = DetectConfig(threshold=3.0)
config.detect = ReduceConfig().detect
config.bands = {"g": DetectConfig, "r": DetectConfig()}
config.bands["r"] = DetectConfig
config.bands["r"] = DetectConfig(threshold=4.0)
threshold: Any = config.detect.threshold
made: Any = config.detect.apply()


def misuse(config: ReduceConfig) -> None:
    """Not called: every line is an error that both checkers have to find."""
    ConfigurableField("No ConfigClass.", find)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    config.detect = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.detect.value.treshold  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    config.detect.value = DetectConfig()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    config.bands[3] = DetectConfig  # type: ignore[index]  # pyright: ignore[reportArgumentType]
    config.bands["r"] = 3  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
    config.bands = {"r": 3}  # type: ignore[dict-item]  # pyright: ignore[reportAttributeAccessIssue]
