"""How the documentation is built; all of it from this checkout, nothing from the network."""

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
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d4e89", "color-brand-content": "#1d4e89"},
    "dark_css_variables": {"color-brand-primary": "#8ab8ee", "color-brand-content": "#8ab8ee"},
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"

here = Path(__file__).parent
api_pages.write(here / "api", here.parent / "pyproject.toml")
