"""Measures an artificial star with the parameters of override files: ``python run.py [FILE.py ...]``."""

import sys

import numpy as np
from starshape import MeasureConfig, measure

config = MeasureConfig()
for path in sys.argv[1:]:
    config.load(path)
config.validate()
config.freeze()

# A Gaussian of 5.0 x 4.0 pixels, on its side, with the noise of its photons.
y, x = np.indices((41, 41)) - 20.0
star = 2e4 * np.exp(-4.0 * np.log(2.0) * ((x - 0.3) ** 2 / 5.0**2 + (y + 0.2) ** 2 / 4.0**2))
stamp = np.random.default_rng(1).poisson(star + 100.0) - 100.0

shape, seeing = measure(stamp, config)
name = config.determiner.name
print("methods:", ", ".join(config.determiner))
print(f"{name}: {shape.fwhm:.2f} pixel, {seeing:.2f} arcsec, ellipticity {shape.ellipticity:.2f}")
print(config.formatHistory(color=False))
