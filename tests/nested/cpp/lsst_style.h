// A control struct as it is written for LSST's pex_config; nothing in it is changed.

#ifndef LSST_STYLE_H
#define LSST_STYLE_H

#include <string>
#include <vector>

namespace lsst { namespace algorithms {

class ApertureControl {
public:
    LSST_CONTROL_FIELD(radii, std::vector<double>, "Radius (in pixels) of apertures.");
    LSST_CONTROL_FIELD(shiftKernel, std::string, "Warping kernel used to shift Sinc photometry coefficients "
                                                 "to different center positions");

    /// Default constructor
    ApertureControl() : radii{3.0, 4.5}, shiftKernel("lanczos5") {}
};

class FluxControl {
public:
    explicit FluxControl(double k = 10.0) : kFac(k), aperture() {}

    LSST_CONTROL_FIELD(kFac, double, "Multiplier.");
    LSST_NESTED_CONTROL_FIELD(aperture, lsst.algorithms, ApertureControl, "Apertures.");
};

}}  // namespace lsst::algorithms

#endif
