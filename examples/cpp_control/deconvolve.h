// Deconvolution of an image with the algorithm of Richardson (1972) and Lucy (1974).

#ifndef DECONVOLVE_H
#define DECONVOLVE_H

#include <cstddef>
#include <string>
#include <vector>

#include <stepconfig/control.h>

struct PsfControl {
    STEPCONFIG_CONTROL_FIELD(profile, std::string, "Shape of a star: gaussian or moffat.");
    STEPCONFIG_CONTROL_FIELD(fwhm, double, "Full width of a star at half its maximum (pixel).");
    STEPCONFIG_CONTROL_FIELD(beta, double, "Exponent of the moffat profile: the smaller, the wider the wings.");
    STEPCONFIG_CONTROL_FIELD(radius, int, "Half the side of the square in which the profile is not zero (pixel).");

    PsfControl() : profile("gaussian"), fwhm(3.0), beta(3.5), radius(8) {}

    void validate() const;
};

struct DeconvolveControl {
    STEPCONFIG_CONTROL_FIELD(iterations, int, "Number of iterations, unless `tolerance` stops them.");
    STEPCONFIG_CONTROL_FIELD(tolerance, double,
                             "Stop when an iteration moves less than this part of the light; 0 never stops.");
    STEPCONFIG_CONTROL_FIELD(background, double, "Light in every pixel that is no part of the scene (electron).");
    STEPCONFIG_NESTED_CONTROL_FIELD(psf, _deconvolve, PsfControl, "What the instrument makes of a point.");

    DeconvolveControl() : iterations(30), tolerance(0.0), background(0.0), psf() {}

    void validate() const;
};

struct Image {
    std::size_t rows;
    std::size_t columns;
    std::vector<double> pixels;  // row by row
};

struct Deconvolved {
    Image scene;     // electrons in each pixel before the instrument spread them
    int iterations;  // how many were made
};

/// The image of a star of one electron in the middle of 2 radius + 1 pixels each way.
Image make_psf(PsfControl const& control);

/// The scene that most likely led to an image whose noise is that of the photons.
Deconvolved deconvolve(Image const& image, DeconvolveControl const& control);

#endif
