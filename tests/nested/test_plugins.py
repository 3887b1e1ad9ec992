"""Plug-ins of installed packages, found by their entry points."""

import sys

import pytest

from stepconfig import (
    Config,
    ConfigError,
    ConfigField,
    FieldValidationError,
    PluginError,
    PluginWarning,
    RegistryError,
    UnknownNameError,
    makeRegistry,
)

GROUP = "tests.determiners"

GOOD = """
from stepconfig import Config, Field
class {name}Config(Config):
    size = Field("Size.", int, 5)
class {name}:
    ConfigClass = {name}Config
    def __init__(self, config):
        self.config = config
"""


class Builtin:
    """A target that the host has itself."""

    class ConfigClass(Config):
        """Its parameters."""

    def __init__(self, config):
        self.config = config


def install(folder, package, version, entries, **modules):
    """Write what an installed package leaves behind: its modules, and the metadata with its entry points."""
    for module, text in modules.items():
        (folder / f"{module}.py").write_text(text)
    info = folder / f"{package.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    lines = [f"{name} = {value}" for name, value in entries.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))


@pytest.fixture
def site(folder, monkeypatch):
    """A folder in which packages are installed; the modules imported from it are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in sys.modules[name].__file__:
            del sys.modules[name]


@pytest.fixture
def host():
    """A host's registry, and a config class that chooses from it."""
    registry = makeRegistry("PSF determiners.", entry_points=GROUP)
    registry.register("builtin", Builtin)

    class Measure(Config):
        psf = registry.makeField("PSF determiner.", default="builtin")

    return registry, Measure


def test_names_are_known_without_an_import(site, host):
    """The plug-ins are in the registry and among the choices before any is imported."""
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    registry, Measure = host
    config = Measure()
    assert list(registry) == list(config.psf) == ["builtin", "moments"]
    assert ("moments" in registry, "moments" in config.psf, len(config.psf), "zz" in registry) == (
        True,
        True,
        2,
        False,
    )
    for use in (Measure.validate, Measure.freeze, Measure.toDict, Measure.saveToString, Measure.copy):
        use(Measure())
    assert repr(registry).endswith("builtin, moments>")
    assert "mod_moments" not in sys.modules


def test_a_plug_in_is_imported_when_it_is_selected(site, host):
    """Selecting by name in an override file imports it; values, saved form and apply are as of any choice."""
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    registry, Measure = host

    class Top(Config):
        measure = ConfigField("Measure.", Measure)

    config = Top()
    config.loadFromString("config.measure.psf = 'moments'\nconfig.measure.psf['moments'].size = 9\n")
    assert "mod_moments" in sys.modules
    made = config.measure.psf.apply()
    assert (type(made).__name__, made.config.size) == ("Moments", 9)
    text = config.saveToString(skipImports=True)
    assert "config.measure.psf['moments'].size=9\n" in text
    fresh = Top()
    fresh.loadFromString(text)
    assert fresh == config
    assert registry["moments"] is sys.modules["mod_moments"].Moments
    assert "import mod_moments\n" in config.saveToString()


def test_a_default_may_be_a_plug_in(site):
    """A config whose default is a plug-in is made without importing it."""
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    registry = makeRegistry("PSF determiners.", entry_points=GROUP)

    class Own(Config):
        psf = registry.makeField("PSF determiner.", default="moments")

    config = Own()
    assert "mod_moments" not in sys.modules
    assert config.psf.active.size == 5


def test_what_is_installed_later_is_found(folder, host, monkeypatch):
    """The packages are looked up again when the search path has changed."""
    registry, _ = host
    assert list(registry) == ["builtin"]
    install(
        folder, "psf-moments", "1.2", {"moments": "mod_later:Moments"}, mod_later=GOOD.format(name="Moments")
    )
    monkeypatch.syspath_prepend(str(folder))
    assert list(registry) == ["builtin", "moments"]


def test_a_plug_in_that_cannot_be_imported(site, host):
    """Selecting it is an error with package, version and reason; listing warns, and gives all the others."""
    install(site, "psf-bad", "0.3", {"bad": "mod_bad:Bad"}, mod_bad="import nothing_of_this_name\n")
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    registry, Measure = host
    config = Measure()
    why = (
        "the plug-in 'bad' of the package psf-bad 0.3 cannot be used: ModuleNotFoundError: No module named"
        " 'nothing_of_this_name'"
    )
    for use in (
        lambda: setattr(config, "psf", "bad"),
        lambda: setattr(config.psf, "name", "bad"),
        lambda: config.psf["bad"],
        lambda: config.psf.apply_with("bad"),
        lambda: config.loadFromString("config.psf['bad'].size = 3"),
    ):
        with pytest.raises(FieldValidationError) as caught:
            use()
        assert why in str(caught.value)
    with pytest.raises(PluginError) as error:
        registry["bad"]
    assert (str(error.value), error.value.name, isinstance(error.value, ConfigError)) == (why, "bad", True)
    assert config == Measure()
    for listing, names in (
        (lambda: [name for name, _ in config.psf.items()], ["builtin", "moments"]),
        (lambda: [type(each).__name__ for each in config.psf.values()], ["ConfigClass", "MomentsConfig"]),
        (lambda: [name for name, _ in registry.items()], ["builtin", "moments"]),
        (lambda: list(config.toDict(all=True)["psf"]["values"]), ["builtin", "moments"]),
        (lambda: [choice for choice, _ in Measure.psf.describe_choices()], ["'builtin'", "'moments'"]),
    ):
        with pytest.warns(PluginWarning) as caught:
            assert listing() == names
        assert {str(warning.message) for warning in caught} == {why}
        assert {warning.filename for warning in caught} == {__file__}
    assert list(config.psf) == ["builtin", "bad", "moments"]


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("1 / 0", "mod_x:X", "ZeroDivisionError"),
        ("raise SystemError('no')", "mod_x:X", "SystemError: no"),
        ("X = 3", "mod_x:X", "TargetError: the target expected a callable, got 3"),
        ("def X(config): ...", "mod_x:X", "has no ConfigClass"),
        ("", "mod_x:X", "AttributeError: module 'mod_x' has no attribute 'X'"),
        ("", "mod_x", "TargetError: the target expected a callable, got <module 'mod_x'"),
        ("this is no Python", "mod_x:X", "SyntaxError"),
    ],
)
def test_whatever_is_wrong_with_a_plug_in_is_told_with_its_package(site, host, text, value, reason):
    """Errors while it is imported, and what is no target, name the package and never stop the others."""
    install(site, "psf-x", "0.1", {"x": value}, mod_x=text)
    _, Measure = host
    config = Measure()
    with pytest.raises(FieldValidationError) as caught:
        config.psf = "x"
    assert "the plug-in 'x' of the package psf-x 0.1 cannot be used: " in str(caught.value)
    assert reason in str(caught.value)
    assert config.psf.apply().config == config.psf["builtin"]


def test_a_plug_in_may_register_itself(site):
    """A module that registers its target when it is imported can be the entry point."""
    install(
        site,
        "psf-own",
        "1.0",
        {"own": "mod_own"},
        mod_host=f"import stepconfig\nregistry = stepconfig.makeRegistry('R.', entry_points={GROUP!r})\n",
        mod_own="from mod_host import registry\nfrom stepconfig import registerConfigurable\n"
        + GOOD.format(name="Own").replace("class Own:", "@registerConfigurable('own', registry)\nclass Own:"),
    )
    from mod_host import registry

    class Measure(Config):
        psf = registry.makeField("PSF determiner.", optional=True)

    config = Measure(psf="own")
    assert config.psf.target is sys.modules["mod_own"].Own
    assert list(registry) == ["own"]
    assert dict(registry.items()) == {"own": sys.modules["mod_own"].Own}


def test_two_packages_with_one_name(site, host):
    """Selecting the bare name names both and says how to choose; ``name@package`` chooses."""
    install(site, "psf-one", "1.0", {"moments": "mod_one:One"}, mod_one=GOOD.format(name="One"))
    install(site, "psf.Two", "2.0", {"moments": "mod_two:Two"}, mod_two=GOOD.format(name="Two"))
    registry, Measure = host
    config = Measure()
    assert list(config.psf) == ["builtin", "moments@psf-one", "moments@psf.Two"]
    assert "moments" in config.psf
    with pytest.raises(FieldValidationError) as caught:
        config.psf = "moments"
    assert (
        "the plug-in 'moments' is in several packages, psf-one 1.0 and psf.Two 2.0; choose 'moments@psf-one'"
        " or 'moments@psf.Two'"
    ) in str(caught.value)
    config.psf = "moments@psf_two"
    assert config.psf.name == "moments@psf.Two"
    config.psf["moments@PSF-two"].size = 8
    assert type(config.psf.apply()).__name__ == "Two"
    fresh = Measure()
    fresh.loadFromString(config.saveToString(skipImports=True))
    assert (fresh, fresh.psf.active.size) == (config, 8)
    assert list(dict(config.psf.items())) == ["builtin", "moments@psf-one", "moments@psf.Two"]
    with pytest.raises(FieldValidationError, match="there is no choice 'moments@psf-three'"):
        config.psf = "moments@psf-three"
    assert registry["moments@psf-one"] is sys.modules["mod_one"].One


def test_a_package_can_be_named_where_there_is_one(site, host):
    """``name@package`` is the same plug-in as the bare name; the selection is kept as it was given."""
    install(site, "psf-one", "1.0", {"moments": "mod_one:One"}, mod_one=GOOD.format(name="One"))
    registry, Measure = host
    assert registry["moments@psf-one"] is registry["moments"]
    assert Measure(psf="moments@psf_one").psf.name == "moments@psf-one"


def test_what_the_host_registers_wins_and_hides_a_plug_in(site, host):
    """The host's own target keeps its name; a listing tells that a plug-in is hidden, and how to get it."""
    install(site, "psf-mine", "1.0", {"builtin": "mod_mine:Mine"}, mod_mine=GOOD.format(name="Mine"))
    registry, Measure = host
    config = Measure(psf="builtin")
    assert config.psf.target is Builtin
    assert list(config.psf) == ["builtin"]
    with pytest.warns(
        PluginWarning, match="'builtin' of the package psf-mine 1.0 is hidden: .* choose 'builtin@"
    ):
        assert dict(registry.items()) == {"builtin": Builtin}
    assert "mod_mine" not in sys.modules
    config.psf = "builtin@psf-mine"
    assert config.psf.target.__name__ == "Mine"


def test_no_registered_name_looks_like_one_with_a_package(host):
    """A registry with plug-ins refuses names with '@'."""
    registry, _ = host
    with pytest.raises(RegistryError, match="'@' stands before the package"):
        registry.register("a@b", Builtin)


def test_an_unknown_name_suggests_plug_ins(site, host):
    """A misspelt name of a plug-in is found, without an import."""
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    registry, Measure = host
    with pytest.raises(FieldValidationError, match="did you mean 'moments'"):
        Measure(psf="moment")
    with pytest.raises(UnknownNameError, match="did you mean 'moments'"):
        registry["moment"]
    assert "mod_moments" not in sys.modules


def test_a_frozen_config_reads_plug_ins(site, host):
    """What a frozen config had to choose from can still be made, a plug-in that registers itself too."""
    install(
        site,
        "psf-moments",
        "1.2",
        {"moments": "mod_moments:Moments"},
        mod_moments=GOOD.format(name="Moments"),
    )
    _, Measure = host
    config = Measure()
    config.freeze()
    assert config.psf["moments"]._frozen
    assert config.psf.apply_with("moments").config is config.psf["moments"]
