"""Steps with choices on the command line: help, changes, parameter files, configspec."""

import json

from stepconfig import Config, ConfigChoiceField, ConfigField, Field, Step, StepConfig, makeRegistry

SAMPLE = "tests.cli.test_choices.MeasureStep"


class PcaConfig(Config):
    """Principal components.

    More is said here.
    """

    order = Field("Number of components.", int, 3)


class MoffatConfig(Config):
    """A Moffat profile."""

    beta = Field("Slope of the wings.", float, 2.5)


def pca(config):
    """Give back the config."""
    return config


pca.ConfigClass = PcaConfig
registry = makeRegistry("PSF models.")
registry.register("pca", pca)
registry.register("moffat", pca, MoffatConfig)


class Deep(Config):
    """A section with a choice."""

    inner = ConfigChoiceField("Inside.", {"pca": PcaConfig}, "pca")


class MeasureConfig(StepConfig):
    """Parameters with choices."""

    psf = registry.makeField("Model of the PSF.", default="pca")
    cuts = registry.makeField("Cuts.", default=[], multi=True)
    maybe = registry.makeField("Perhaps one.", optional=True)
    deep = ConfigField("A section.", Deep)


class MeasureStep(Step):
    """Measure."""

    ConfigClass = MeasureConfig

    def process(self):
        config = self.config.psf.apply()
        print(self.config.psf.name, config.toDict(), list(self.config.cuts.names))


def test_help_tells_the_choices_and_the_parameters_of_the_default(run_step):
    """Every choice stands with its doc; the parameters of the selected one are options."""
    out = run_step(SAMPLE, "--help").out
    assert "psf: Model of the PSF.\n  --psf.name " in out
    assert "(name of a config, default 'pca')" in out
    assert "'moffat': A Moffat profile." in out
    assert "The parameters of a choice: --psf.NAME.PARAMETER" in out
    assert "psf.pca: Principal components.\n  --psf.pca.order " in out
    assert "--cuts.names" in out
    assert "--maybe.name" in out
    assert "--deep.inner.pca.order" in out
    assert "--psf.moffat.beta" not in out


def test_options_choose_and_set_and_are_told(run_step):
    """A selection and the values of what is selected are changes, each beside its default."""
    done = run_step(SAMPLE, "--psf=moffat", "--psf.moffat.beta=4", "--cuts=pca", "--changes")
    assert done.code == 0
    rows = [line.split() for line in done.out.splitlines()]
    assert ["psf.name", "'moffat'", "'pca'", "command", "line", "--psf=moffat"] in rows
    assert ["psf['moffat'].beta", "4.0", "2.5", "command", "line", "--psf.moffat.beta=4"] in rows
    assert ["cuts.names", "['pca']", "[]", "command", "line", "--cuts=pca"] in rows
    assert not any(row[:1] == ["cuts['pca'].order"] for row in rows)
    assert done.out.splitlines()[-1] == "moffat {'beta': 4.0} ['pca']"


def test_saved_parameters_give_the_same_run(run_step):
    """A parameter file has selection and values, and is read back."""
    run_step(
        SAMPLE, "--psf=moffat", "--psf.moffat.beta=4", "--cuts=moffat,pca", "--save-parameters", "p.asdf"
    )
    done = run_step("p.asdf", "--changes")
    assert done.out.splitlines()[-1] == "moffat {'beta': 4.0} ['moffat', 'pca']"
    assert "p.asdf:" in done.out


def test_the_history_of_a_choice_is_told(run_step):
    """``--history psf`` tells the selections, ``--history`` with a path the values."""
    done = run_step(SAMPLE, "--psf=moffat", "--history", "psf", "--history", "psf['pca'].order")
    assert "'moffat'  command line" in done.out
    assert "psf['pca'].order\n  3  default" in done.out


def test_a_wrong_choice_is_one_clean_message(run_step):
    """The exit code is 2, and the message has the nearest name and the argument."""
    done = run_step(SAMPLE, "--psf=mofat")
    assert done.code == 2
    assert (
        "RegistryField 'psf' failed validation: there is no choice 'mofat' (str); did you mean 'moffat'?"
        in done.err
    )
    assert "set at command line: --psf=mofat" in done.err
    assert "Traceback" not in done.err


def test_configspec_tells_the_choices(run_spec):
    """The selection is an option among the names; the selected config is a section."""
    out = run_spec(SAMPLE).out
    assert (
        "[psf]\n    name = option('pca', 'moffat', default='pca') # Model of the PSF.\n    [[pca]]\n" in out
    )
    assert "        order = integer(default=3) # Number of components.\n" in out
    assert "[cuts]\n    names = string_list(default=list()) # Cuts.\n" in out
    assert "[maybe]\n    name = option('pca', 'moffat', default=None) # Perhaps one.\n" in out
    assert "    [[inner]]\n        name = option('pca', default='pca') # Inside.\n        [[[pca]]]\n" in out


def test_explain_tells_the_choices_and_the_default(ask):
    """The default is a name as any other value, and the first in the history."""
    (found,) = json.loads(ask("explain", SAMPLE, "psf.name", "--psf=moffat", "--json").out)
    assert (found["value"], found["default"]) == ("moffat", "pca")
    assert [(entry["value"], entry["layer"]) for entry in found["history"]] == [
        ("pca", "default"),
        ("moffat", "command line"),
    ]
    assert [choice["value"] for choice in found["choices"]] == ["'pca'", "'moffat'"]
