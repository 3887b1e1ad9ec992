#include <stepconfig/pybind11.h>

#include <pybind11/numpy.h>

#include "deconvolve.h"

namespace py = pybind11;

namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

Image image_of(Array const& array) {
    if (array.ndim() != 2) {
        throw std::invalid_argument("an image has two dimensions");
    }
    auto const rows = static_cast<std::size_t>(array.shape(0));
    auto const columns = static_cast<std::size_t>(array.shape(1));
    return {rows, columns, std::vector<double>(array.data(), array.data() + array.size())};
}

Array array_of(Image const& image) { return Array({image.rows, image.columns}, image.pixels.data()); }

}  // namespace

PYBIND11_MODULE(_deconvolve, mod) {
    stepconfig::define_control<PsfControl>(mod, "PsfControl");
    stepconfig::define_control<DeconvolveControl>(mod, "DeconvolveControl");
    mod.def("make_psf", [](PsfControl const& control) { return array_of(make_psf(control)); });
    mod.def("deconvolve", [](Array const& image, DeconvolveControl const& control) {
        Deconvolved const result = deconvolve(image_of(image), control);
        return py::make_tuple(array_of(result.scene), result.iterations);
    });
}
