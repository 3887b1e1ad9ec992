"""The many ways in which people write one value: in a data file, an argument, a line of Python."""

import json
import math
import re

NONE_WORDS = ("none", "null", "~")
TEXTS = (
    *("plain", "two words", "no", "1.0", "12", "2024-01-01", "012", "true", "a, b", "it's", 'say "x"'),
    *("# hash", "a: b", "- x", "null", "~", "None", "", " edged ", "é🔭", "%(gain)s", "${HOME}", "$HOME"),
    *("$none", "$$x", "back\\slash", "line\nbreak", "tab\tbed", "both ' and \"", "[x]", "{x: 1}", "a=b"),
    *("line\u2028end", "page\x0cbreak", "=", "--x", "!tag", "&anchor", "*alias", "@at", "trailing: ", "x#y"),
)
NUMBERS = {
    "bool": (True, False),
    "int": (0, 1, -3, 12, 31, 1000, -1000000, 10**20),
    "float": (
        *(0.0, -0.0, 1.0, 1.5, -2.25, 1e-3, 1e5, 0.1, 1e22, 5e-324, 123456.789, 3.0),
        *(math.inf, -math.inf, math.nan),
    ),
    "complex": (1 + 2j, -1j, 2.5 + 0j, complex(0, 1e-3), complex(math.inf, 1)),
}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/]*(?: [A-Za-z0-9]+)*|\d[\d.-]*")
_JSON_BARE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|NaN|-?Infinity")
_TOML_BARE = re.compile(
    r"[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d+)?(?:[eE][-+]?\d+)?|0x[0-9A-Fa-f]+|true|false|[+-]?(?:inf|nan)"
    r"|\d{4}-\d\d-\d\d"
)
_YAML_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\u2028": "\\L", "\x0c": "\\f"}


def random_value(rng, base):
    """A value of a type."""
    return rng.choice(TEXTS if base == "str" else NUMBERS[base])


def words(rng, base, value):
    """A number or a yes or no as somebody writes it, where no format minds."""
    if base == "bool":
        found = ("true", "yes", "on", "1") if value else ("false", "no", "off", "0")
        return rng.choice((str.lower, str.title, str.upper))(rng.choice(found))
    if base == "int":
        forms = [str(value), str(value), f"{value:_}", f"{value:+}"]
        forms += [f"0{value}", f"{value:#x}", f"0x{value:X}"] if value >= 0 else []
        return rng.choice(forms)
    if base == "complex":
        return rng.choice((repr(value).strip("()"), repr(value)))
    if math.isnan(value):
        return rng.choice(("nan", "NaN", ".nan"))
    if math.isinf(value):
        return f"{'-' if value < 0 else rng.choice(('', '+'))}{rng.choice(('inf', '.inf', 'Infinity'))}"
    forms = [repr(value), f"{value:.17e}", f"{value:.17E}", repr(value)]
    if value == int(value) and abs(value) < 1e6 and math.copysign(1, value) > 0:
        forms.append(str(int(value)))
    return rng.choice(forms)


def written(value):
    """The text that stands for a text: one that looks like an escape has one dollar more."""
    return f"${value}" if value == "$none" else value


# -- YAML ------------------------------------------------------------------------------------------


def yaml_scalar(rng, base, value, in_flow, tags=False):
    """A scalar of YAML."""
    if value is None:
        return rng.choice(("null", "~", "null" if in_flow else "", "$none"))
    if base != "str":
        text = words(rng, base, value)
        if base == "complex" and tags and rng.random() < 0.5:
            return f"!core/complex-1.0.0 {text}"
        return rng.choice((text, text, f"'{text}'", f'"{text}"'))
    text = written(value)
    forms = ['"' + "".join(_YAML_SPECIAL.get(letter, letter) for letter in text) + '"']
    if not set(text) & set("\n\t\u2028\x0c"):
        forms.append("'" + text.replace("'", "''") + "'")
    if _PLAIN.fullmatch(text) and text.lower() not in NONE_WORDS:
        forms += [text, text, f"!!str {text}"]
    return rng.choice(forms)


def yaml_flow(rng, base, value, tags=False):
    """A value of YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(yaml_scalar(rng, base, item, True, tags) for item in value)}]"
    if isinstance(value, dict):
        items = (f"{yaml_key(rng, key)}: {yaml_scalar(rng, base, each, True)}" for key, each in value.items())
        return f"{{{', '.join(items)}}}"
    return yaml_scalar(rng, base, value, True, tags)


def yaml_key(rng, key):
    """A key of YAML."""
    return rng.choice((key, key, key, f"'{key}'", f'"{key}"'))


# -- JSON ------------------------------------------------------------------------------------------


def json_value(rng, base, value):
    """A value of JSON on one line."""
    if isinstance(value, list):
        return f"[{', '.join(json_value(rng, base, item) for item in value)}]"
    if isinstance(value, dict):
        items = (f"{json.dumps(key)}: {json_value(rng, base, item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if value is None:
        return rng.choice(("null", '"$none"'))
    text = written(value) if base == "str" else words(rng, base, value)
    if _JSON_BARE.fullmatch(text) and rng.random() < 0.7:
        return text
    return json.dumps(text, ensure_ascii=rng.random() < 0.5)


# -- TOML ------------------------------------------------------------------------------------------


def toml_value(rng, base, value):
    """A value of TOML on one line."""
    if isinstance(value, list):
        comma = rng.choice(("", ",")) if value else ""
        return f"[{', '.join(toml_value(rng, base, item) for item in value)}{comma}]"
    if isinstance(value, dict):
        items = (f"{toml_key(rng, key)} = {toml_value(rng, base, item)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if value is None:
        return rng.choice(('"$none"', "'$none'"))
    text = written(value) if base == "str" else words(rng, base, value)
    if _TOML_BARE.fullmatch(text) and rng.random() < 0.7:
        return text
    return toml_text(rng, text)


def toml_text(rng, text):
    """A text of TOML in quotes."""
    forms = [json.dumps(text, ensure_ascii=False)]
    if not set(text) & set("'\n\x0c"):
        forms += [f"'{text}'", f"'''{text}'''"]
    if not set(text) & set('"\\\n\x0c'):
        forms.append(f'"""{text}"""')
    return rng.choice(forms)


def toml_key(rng, key):
    """A key of TOML."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return rng.choice((f'"{key}"', f"'{key}'"))
    return rng.choice((key, key, key, f'"{key}"', f"'{key}'"))


# -- the older form --------------------------------------------------------------------------------


def cfg_value(rng, base, value):
    """A value of the older form; a text of several lines has three quotes."""
    if isinstance(value, list):
        if not value:
            return ","
        items = [cfg_value(rng, base, item) for item in value]
        return ", ".join(items) + ("," if len(items) == 1 and _needs_comma(items[0]) else "")
    if value is None:
        return rng.choice(("None", "null", "~", "none", "$none"))
    if base != "str":
        text = words(rng, base, value)
        return rng.choice((text, text, f"'{text}'", f'"{text}"'))
    text = written(value)
    forms = []
    if "\n" not in text and "'" not in text:
        forms.append(f"'{text}'")
    if "\n" not in text and '"' not in text:
        forms.append(f'"{text}"')
    is_bare = text == text.strip() and text and not set(text) & set(",#'\"\n")
    if is_bare and text.lower() not in NONE_WORDS:
        forms += [text, text]
    return rng.choice(forms or [f"'''{text}'''"])


def fits_cfg(value):
    """Can the older form have it? A list cannot have texts of several lines or with both quotes."""
    if isinstance(value, list):
        return all(not isinstance(item, str) or _in_one_quote(item) for item in value)
    return True


def _in_one_quote(text):
    return "\n" not in text and not ("'" in text and '"' in text)


def _needs_comma(item):
    return not item or item[0] in "'\"[$" or "," in item or item.lower() in NONE_WORDS


# -- arguments and variables -----------------------------------------------------------------------


def word(rng, base, value):
    """A value as an argument or the value of an environment variable."""
    if value is None:
        return rng.choice(("None", "null", "~", "none", "NULL", "$none"))
    if isinstance(value, dict):
        return yaml_flow(rng, base, value)
    if isinstance(value, list):
        items = [_item(rng, base, item) for item in value]
        if None in items or (items and items[0][:1] in ("[", "$")) or rng.random() < 0.4:
            return yaml_flow(rng, base, value)
        is_odd = len(items) == 1 and (not items[0] or items[0].lower() in NONE_WORDS)
        return rng.choice((", ", ",")).join(items) + "," * is_odd
    return written(value) if base == "str" else words(rng, base, value)


def _item(rng, base, value):
    """An item between commas; None if it cannot be one."""
    if base != "str":
        return words(rng, base, value)
    text = written(value)
    forms = [f"{quote}{text}{quote}" for quote in "'\"" if quote not in text]
    if text and text == text.strip() and "," not in text and text[0] not in "'\"":
        forms += [text, text]
    return rng.choice(forms) if forms else None


def fits_word(value, optional):
    """Can an argument say it? Text that stands for None, where that is allowed, cannot be said."""
    return not (isinstance(value, str) and optional and value.strip().lower() in NONE_WORDS)


# -- Python ----------------------------------------------------------------------------------------


def literal(value):
    """A value as Python code."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {literal(item)}' for key, item in value.items())}}}"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    if isinstance(value, str) and "\u2028" in value:
        return f'"{value}"'
    if isinstance(value, complex):
        return f"complex({literal(value.real)}, {literal(value.imag)})"
    return repr(value)
