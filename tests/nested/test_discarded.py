"""Values that somebody set and that no longer count."""

import pickle

import pytest

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigField,
    DiscardedOverridesWarning,
    Field,
    ListField,
)
from stepconfig.config.saved_form import config_from_saved, read_saved
from stepconfig.nested.discarded import changed_values, sets_defaults, warn_of_discarded


class Fit(Config):
    """A nested config."""

    order = Field("Order.", int, 1)
    knots = ListField("Knots.", float, [1.0])


class Psf(Config):
    """A config with a nested one."""

    size = Field("Size.", int, 5)
    fit = ConfigField("Fit.", Fit)

    def setDefaults(self):
        self.size = 7
        self.fit.order = 2


class Outer(Config):
    """A config above them."""

    psf = ConfigField("Psf.", Psf)


def test_a_new_config_has_no_changed_values():
    """Defaults and what setDefaults sets are no changes of a user's."""
    assert changed_values(Psf()) == []
    assert changed_values(Outer().psf) == []


def test_what_a_user_sets_is_told_with_full_path_and_place():
    """Values set in code, at any depth, and edits of lists are changed values."""
    config = Outer()
    config.psf.size = 9
    config.psf.fit.knots.append(3)
    (first, place), (second, _) = changed_values(config.psf)
    assert (first, second) == ("psf.size", "psf.fit.knots")
    assert place.content == "config.psf.size = 9"
    assert [path for path, _ in changed_values(config.psf.fit)] == ["psf.fit.knots"]


def test_a_value_that_a_new_config_has_too_is_not_changed():
    """Setting what a new config has anyway changes nothing that could be lost."""
    config = Psf(size=7)
    config.fit.order = 3
    config.fit.order = 2
    assert changed_values(config) == []


def test_keywords_and_override_files_are_the_users():
    """What keywords and override files set is the user's, too."""
    config = Psf(size=8)
    config.loadFromString("config.fit.order = 4", filename="/somewhere/over.py")
    (size, _), (order, place) = changed_values(config)
    assert (size, order) == ("size", "fit.order")
    assert str(place).endswith("over.py:1")


def test_the_warning_lists_what_is_left_behind():
    """The warning names its line, what happened, and path and place of every value."""
    config = Psf()
    config.size = 9
    with pytest.warns(DiscardedOverridesWarning) as caught:
        warn_of_discarded("psf: something happened", changed_values(config))
    (warning,) = caught
    assert warning.filename == __file__
    first, second = str(warning.message).splitlines()
    assert first == "psf: something happened"
    assert second.startswith("  size, set at ")
    assert "test_discarded.py:" in second
    assert warning.message.discarded == changed_values(config)
    assert str(pickle.loads(pickle.dumps(warning.message))) == str(warning.message)


def test_nothing_left_behind_is_no_warning():
    """Without discarded values nobody is warned."""
    warn_of_discarded("psf: something happened", [])


def test_defaults_are_known_while_they_are_set():
    """While setDefaults runs it is the author of the class who sets values."""
    seen = []

    class Own(Config):
        value = Field("A value.", int, 1)

        def setDefaults(self):
            seen.append(sets_defaults())

    Own()
    assert (seen, sets_defaults()) == ([True], False)


class Choosing(Config):
    """A config with a choice."""

    c = ConfigChoiceField("What is chosen.", {"fit": Fit, "psf": Psf}, "fit")


def test_a_saved_text_with_values_before_the_selection_leaves_nothing_behind():
    """What pex_config wrote into YAML is read without a warning: it sets every choice and selects then."""
    text = (
        f"import {__name__}\nassert type(config) is {__name__}.Choosing, 'no'\n"
        "config.c['fit'].order=4\nconfig.c['fit'].knots=[3.0]\n"
        "config.c['psf'].size=3\nconfig.c['psf'].fit.order=3\nconfig.c['psf'].fit.knots=[2.0]\n"
        "config.c.name='psf'\n"
    )
    config = config_from_saved(text, Config)
    assert (config.c.name, config.c["fit"].order) == ("psf", 4)
    config = Choosing()
    config.c["fit"].order = 9
    with pytest.warns(DiscardedOverridesWarning, match=r"c\['fit'\].order"):
        read_saved(config, "config.c['psf'].size=3\nconfig.c.name='psf'\n")
