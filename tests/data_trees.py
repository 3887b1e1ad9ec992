"""Trees of text that were read from data files, as JSON Schema wants to have them."""

import jsonschema
import yaml

from stepconfig.formats.tree import Quoted, Text

__all__ = ["as_data", "faults_by_schema"]


def as_data(tree):
    """Plain values for the text in a tree, by the usual reading of YAML 1.2."""
    if isinstance(tree, dict):
        return {str(key): as_data(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [as_data(item) for item in tree]
    if not isinstance(tree, Text) or isinstance(tree, Quoted):
        return None if tree is None else str(tree)
    word = str(tree)
    if word.lower() in ("true", "false"):
        return word.lower() == "true"
    value = yaml.safe_load(word) if word[:1] in "-+.0123456789" and word else word
    return value if type(value) in (int, float, str) else word


def faults_by_schema(tree, schema):
    """What a schema finds wrong with a tree."""
    jsonschema.Draft202012Validator.check_schema(schema)
    return list(jsonschema.Draft202012Validator(schema).iter_errors(as_data(tree)))
