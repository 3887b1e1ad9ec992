// The structs of controls.h and lsst_style.h in Python, by nanobind.

#define STEPCONFIG_DEFINE_LSST_NAMES
#include <stepconfig/nanobind.h>

#include "controls.h"
#include "lsst_style.h"

namespace nb = nanobind;
using lsst::algorithms::ApertureControl;
using lsst::algorithms::FluxControl;

NB_MODULE(nanobind_controls, mod) {
    stepconfig::define_control<ScalarControl>(mod, "ScalarControl");
    stepconfig::define_control<ContainerControl>(mod, "ContainerControl", "Containers of all kinds.");
    stepconfig::define_control<PlainNamesControl>(mod, "PlainNamesControl");
    stepconfig::define_control<shapes::InnerControl>(mod, "InnerControl");
    stepconfig::define_control<shapes::MiddleControl>(mod, "MiddleControl");
    stepconfig::define_control<OuterControl>(mod, "OuterControl");
    stepconfig::define_control<BaseControl>(mod, "BaseControl");
    stepconfig::define_control<DerivedControl>(mod, "DerivedControl");
    stepconfig::define_control<SiblingControl, BaseControl>(mod, "SiblingControl");
    stepconfig::define_control<TemplateControl<float>>(mod, "TemplateControl");
    stepconfig::define_control<ThrowingControl>(mod, "ThrowingControl");
    stepconfig::define_control<UnsupportedControl>(mod, "UnsupportedControl");
    mod.def("scalars_made", []() { return ScalarControl::made(); });

    // As it is written for LSST's pex_config.
    nb::class_<ApertureControl> clsApertureControl(mod, "ApertureControl");
    clsApertureControl.def(nb::init<>());
    LSST_DECLARE_CONTROL_FIELD(clsApertureControl, ApertureControl, radii);
    LSST_DECLARE_CONTROL_FIELD(clsApertureControl, ApertureControl, shiftKernel);

    nb::class_<FluxControl> clsFluxControl(mod, "FluxControl");
    clsFluxControl.def(nb::init<double>(), nb::arg("k") = 10.0);
    LSST_DECLARE_CONTROL_FIELD(clsFluxControl, FluxControl, kFac);
    LSST_DECLARE_NESTED_CONTROL_FIELD(clsFluxControl, FluxControl, aperture);
}
