"""How the documentation is built; all of it from this checkout, nothing from the network."""

import re
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "python"))
sys.path.insert(0, str(Path(__file__).parent))

import api_pages

import stepconfig

# The doc of a Config class has a section for its fields, for `help`; it shows as text here.
warnings.filterwarnings("ignore", message="Unknown section Fields")

project = "stepconfig"
author = "The stepconfig developers"
project_copyright = "2026, The stepconfig developers"
version = release = stepconfig.__version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
# `Field` in a docstring is a link where there is something to link to.
default_role = "py:obj"

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "furo"
html_title = f"stepconfig {release}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["page.css"]
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1d4e89",
        "color-brand-content": "#1d4e89",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ab8ee",
        "color-brand-content": "#8ab8ee",
    },
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"

here = Path(__file__).parent
api_pages.write(here / "api", here.parent / "pyproject.toml")


def title_files(app, docname, source):
    """Give a block that is a file the name of the file as its title, and sessions their empty lines.

    The documents say the name in a comment, ``<!-- file: NAME -->``, which their test obeys and other
    readers of Markdown leave out. The lines of the document keep their numbers.
    """
    text = re.sub(r"^<BLANKLINE>$", "", source[0], flags=re.MULTILINE)
    source[0] = re.sub(
        r"^<!-- (?:file|found in): (.+) -->\n```(\w+)$",
        r"```{code-block} \2\n:caption: \1",
        text,
        flags=re.MULTILINE,
    )


def setup(app):
    """Have Sphinx call what this file adds."""
    app.connect("source-read", title_files)
