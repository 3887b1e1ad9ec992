#include "deconvolve.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

void PsfControl::validate() const {
    if (profile != "gaussian" && profile != "moffat") {
        throw std::invalid_argument("the profile has to be gaussian or moffat, not " + profile);
    }
    if (!(fwhm > 0.0)) {
        throw std::invalid_argument("the fwhm has to be positive");
    }
    if (profile == "moffat" && !(beta > 1.0)) {
        throw std::invalid_argument("beta has to be more than 1: with less, a star has no finite flux");
    }
    if (radius < fwhm) {
        throw std::invalid_argument("a radius smaller than the fwhm cuts the star off");
    }
}

void DeconvolveControl::validate() const {
    psf.validate();
    if (iterations < 1) {
        throw std::invalid_argument("there has to be at least one iteration");
    }
    if (!(tolerance >= 0.0)) {
        throw std::invalid_argument("the tolerance cannot be negative");
    }
    if (!(background >= 0.0)) {
        throw std::invalid_argument("the background cannot be negative");
    }
}

Image make_psf(PsfControl const& control) {
    control.validate();
    std::size_t const side = 2 * static_cast<std::size_t>(control.radius) + 1;
    Image psf{side, side, std::vector<double>(side * side)};
    bool const is_gaussian = control.profile == "gaussian";
    double const sigma = control.fwhm / std::sqrt(8.0 * std::log(2.0));
    double const width = control.fwhm / (2.0 * std::sqrt(std::pow(2.0, 1.0 / control.beta) - 1.0));
    double sum = 0.0;
    for (std::size_t row = 0; row < side; ++row) {
        for (std::size_t column = 0; column < side; ++column) {
            double const y = static_cast<double>(row) - control.radius;
            double const x = static_cast<double>(column) - control.radius;
            double const r2 = x * x + y * y;
            double const value = is_gaussian ? std::exp(-0.5 * r2 / (sigma * sigma))
                                             : std::pow(1.0 + r2 / (width * width), -control.beta);
            psf.pixels[row * side + column] = value;
            sum += value;
        }
    }
    for (double& value : psf.pixels) {
        value /= sum;
    }
    return psf;
}

namespace {

// What the instrument makes of a scene; light that falls beyond the edges is lost.  Both profiles are the
// same seen from any side, so this is also how the light of a pixel is shared out among its sources.
Image convolve(Image const& scene, Image const& psf) {
    auto const rows = static_cast<std::ptrdiff_t>(scene.rows);
    auto const columns = static_cast<std::ptrdiff_t>(scene.columns);
    auto const side = static_cast<std::ptrdiff_t>(psf.columns);
    std::ptrdiff_t const radius = side / 2;
    Image image{scene.rows, scene.columns, std::vector<double>(scene.pixels.size(), 0.0)};
    for (std::ptrdiff_t row = 0; row < rows; ++row) {
        for (std::ptrdiff_t y = std::max(-radius, -row); y <= std::min(radius, rows - 1 - row); ++y) {
            double const* const from = scene.pixels.data() + (row + y) * columns;
            double const* const weights = psf.pixels.data() + (radius + y) * side + radius;
            for (std::ptrdiff_t column = 0; column < columns; ++column) {
                std::ptrdiff_t const first = std::max(-radius, -column);
                std::ptrdiff_t const last = std::min(radius, columns - 1 - column);
                double sum = 0.0;
                for (std::ptrdiff_t x = first; x <= last; ++x) {
                    sum += weights[x] * from[column + x];
                }
                image.pixels[row * columns + column] += sum;
            }
        }
    }
    return image;
}

}  // namespace

Deconvolved deconvolve(Image const& image, DeconvolveControl const& control) {
    control.validate();
    Image const psf = make_psf(control.psf);
    std::size_t const size = image.pixels.size();
    double total = 0.0;
    for (double value : image.pixels) {
        if (!std::isfinite(value)) {
            throw std::invalid_argument("every pixel of the image has to be a finite number");
        }
        total += std::max(value - control.background, 0.0);
    }
    // How much of the light of each pixel the image holds: less than all of it near the edges.
    Image const ones{image.rows, image.columns, std::vector<double>(size, 1.0)};
    Image const seen = convolve(ones, psf);
    double const mean = total / static_cast<double>(std::max<std::size_t>(size, 1));
    Deconvolved result{{image.rows, image.columns, std::vector<double>(size, mean)}, 0};
    while (total > 0.0 && result.iterations < control.iterations) {
        Image ratio = convolve(result.scene, psf);
        for (std::size_t i = 0; i < size; ++i) {
            double const model = ratio.pixels[i] + control.background;
            ratio.pixels[i] = model > 0.0 ? std::max(image.pixels[i], 0.0) / model : 0.0;
        }
        Image const correction = convolve(ratio, psf);
        double moved = 0.0;
        for (std::size_t i = 0; i < size; ++i) {
            double const before = result.scene.pixels[i];
            double const after = before * correction.pixels[i] / seen.pixels[i];
            moved += std::abs(after - before);
            result.scene.pixels[i] = after;
        }
        ++result.iterations;
        if (moved < control.tolerance * total) {
            break;
        }
    }
    return result;
}
