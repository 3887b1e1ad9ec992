"""The compiler of the tests: when it is missing, and what it keeps."""

import shutil

import pytest

from tests.cpp import Compiler


def test_tests_are_skipped_only_if_there_is_no_compiler(folder, monkeypatch):
    """Without a compiler the reason says what to do; one that is named in CXX is used."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"no C\+\+ compiler here: install g\+\+ or clang\+\+"):
        Compiler(folder)
    monkeypatch.setenv("CXX", "ccache 'my g++'")
    assert Compiler(folder).command == ["ccache", "my g++"]


def test_what_was_built_is_kept_until_something_changes(folder, compiler):
    """The same texts give the same folder; others are built, and the old ones go."""
    own = Compiler(folder)
    built = []

    def build(place):
        built.append(place)
        (place / f"demo{suffix()}").write_text("")

    first = own.kept("demo", ["a"], build)
    assert own.kept("demo", ["a"], build) == first
    second = own.kept("demo", ["b"], build)
    assert (len(built), first.exists(), second.exists()) == (2, False, True)


def test_a_build_that_fails_leaves_nothing(folder, compiler):
    """The next test tries again."""
    own = Compiler(folder)
    with pytest.raises(ZeroDivisionError):
        own.kept("demo", ["a"], lambda place: 1 / 0)
    assert own.kept("demo", ["a"], lambda place: None).exists()


def test_a_source_with_an_error_fails_with_what_the_compiler_says(folder, compiler):
    """The command and the compiler's own words are shown."""
    source = folder / "wrong.cpp"
    source.write_text("int main() { return nothing; }\n")
    with pytest.raises(AssertionError, match=r"(?s)-std=c\+\+17.*nothing"):
        Compiler(folder).module("wrong", [source], [])


def test_two_bases_with_fields_are_refused_by_the_compiler(folder, compiler):
    """A limit of the headers: a struct with fields has at most one base with fields."""
    source = folder / "wrong.cpp"
    lines = ["#include <stepconfig/control.h>"]
    lines += [f'struct {name} {{ STEPCONFIG_CONTROL_FIELD({name}_field, int, "A."); }};' for name in "AB"]
    lines += ['struct C : A, B { STEPCONFIG_CONTROL_FIELD(own, int, "A."); };', ""]
    source.write_text("\n".join(lines))
    with pytest.raises(AssertionError, match="ambiguous"):
        Compiler(folder).module("wrong", [source], [])


def suffix():
    """Return what the file names of extension modules end with."""
    import sysconfig

    return sysconfig.get_config_var("EXT_SUFFIX")
