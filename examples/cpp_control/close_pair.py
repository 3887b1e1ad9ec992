# For pairs that are closer than the width of a star: they part late.
config.iterations = 400
config.tolerance = 1e-4
config.psf.radius = 3 * int(config.psf.fwhm)
