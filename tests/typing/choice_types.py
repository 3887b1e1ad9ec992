"""Static types of choices and registries, for mypy and pyright: each expected error is marked for both."""

from __future__ import annotations

from typing import assert_type

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigInstanceDict,
    Field,
    Registry,
    RegistryField,
    RegistryInstanceDict,
    makeRegistry,
    registerConfig,
    registerConfigurable,
)


class PsfConfig(Config):
    """What all determiners have."""

    size: Field[int] = Field("Size of the stamp.", int, 21, unit="pixel")


class PcaConfig(PsfConfig):
    """Parameters of the components."""

    order: Field[int] = Field("Number of components.", int, 3)


registry = makeRegistry("PSF determiners.", PsfConfig)


@registerConfigurable("pca", registry)
class Pca:
    """A determiner."""

    ConfigClass = PcaConfig

    def __init__(self, config: PcaConfig) -> None:
        self.config = config


@registerConfig("other", registry, Pca)
class OtherConfig(PsfConfig):
    """Parameters of another."""


class MeasureConfig(Config):
    """Parameters with choices."""

    one: ConfigChoiceField[PcaConfig] = ConfigChoiceField("One.", {"pca": PcaConfig}, "pca")
    plain = ConfigChoiceField("One.", {"pca": PcaConfig}, "pca", optional=True)
    several = ConfigChoiceField("Several.", {"pca": PcaConfig}, ["pca"], multi=True)
    psf: RegistryField[PsfConfig] = registry.makeField("PSF determiner.", default="pca")
    made = RegistryField("PSF determiner.", registry, default="pca")
    many = registry.makeField("PSF determiners.", default=["pca"], multi=True)


config = MeasureConfig(one="pca", psf="pca")

assert_type(registry, Registry[PsfConfig])
assert_type(config.one["pca"], PcaConfig)
assert_type(config.one["pca"].order, int)
assert_type(config.one.active, PcaConfig | None)
assert_type(config.plain["pca"], PcaConfig)
assert_type(config.plain.active, PcaConfig | None)
assert_type(config.several.active, list[PcaConfig])
assert_type(config.one, ConfigInstanceDict[PcaConfig, PcaConfig | None])
assert_type(config.one.name, str | None)
assert_type(config.psf, RegistryInstanceDict[PsfConfig, PsfConfig | None])
assert_type(config.psf["pca"].size, int)
assert_type(config.psf.active, PsfConfig | None)
assert_type(config.made.active, PsfConfig | None)
assert_type(config.many.active, list[PsfConfig])
assert_type(list(config.one.values()), list[PcaConfig])

config.one = "pca"
config.one.name = "pca"
config.several = ["pca"]
config.several.names = ["pca"]
config.several.names.add("pca")
config.one["pca"] = PcaConfig(order=4)
config.one["pca"] = PcaConfig
config.one["pca"].order = 4
config.plain = None
config.one = MeasureConfig().one
config.psf.apply()


def misuse(config: MeasureConfig) -> None:
    """Not called: every line is an error that both checkers have to find."""
    config.one["pca"].order = "x"  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.one["pca"].ordr = 1  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    config.one = 3  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    config.one["pca"] = OtherConfig()  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
    config.one.nam = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    config.one.active.order  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
