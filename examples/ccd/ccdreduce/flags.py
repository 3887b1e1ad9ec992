"""The bits of the pixel mask and of the catalogue's flags; a bit means the same in both."""

from enum import IntFlag


class Flag(IntFlag):
    """What is wrong, or special, with a pixel or with a source whose aperture holds such a pixel."""

    UNEXPOSED = 1
    SATURATED = 2
    COSMIC_RAY = 4
    SOURCE = 8
    EDGE = 16
    CROWDED = 32
    BAD = 64


DESCRIPTIONS: dict[Flag, str] = {
    Flag.UNEXPOSED: "saw no light, or no charge was read there",
    Flag.SATURATED: "reached the saturation level",
    Flag.COSMIC_RAY: "hit by a cosmic ray; the value is a median of its neighbours",
    Flag.SOURCE: "belongs to a detected source (pixels only)",
    Flag.EDGE: "the aperture leaves the image or meets unexposed pixels (sources only)",
    Flag.CROWDED: "the aperture meets pixels of another source (sources only)",
    Flag.BAD: "known to be darker or brighter than the sky is there; the value is as it was read",
}


def describe_flags() -> str:
    """Return one sentence that names every bit, for the meta data of files."""
    return "; ".join(f"{int(flag)} = {flag.name}: {text}" for flag, text in DESCRIPTIONS.items())
