// Control structs for Python, with nanobind:
//
//     NB_MODULE(smooth, mod) {
//         stepconfig::define_control<SmoothControl>(mod, "SmoothControl");
//     }

#ifndef STEPCONFIG_NANOBIND_H
#define STEPCONFIG_NANOBIND_H

#include <stepconfig/control.h>

#include <nanobind/nanobind.h>
#include <nanobind/stl/list.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace stepconfig {

/// Show one field; the macro STEPCONFIG_DECLARE_CONTROL_FIELD calls it.
template <typename Control, typename... Options, typename Owner, typename Value>
void declare_control_field(::nanobind::class_<Control, Options...>& cls, FieldNames const& names,
                           Value Owner::*member, char const* (*doc)(), char const* (*type)(),
                           char const* (*module)()) {
    cls.def_rw(names.name, member, doc());
    cls.def_static(names.doc, doc, "What the field means.");
    cls.def_static(names.type, type, "C++ type of the field.");
    if (module != nullptr) {
        cls.def_static(names.module, module, "Module of the nested control struct.");
    }
}

namespace detail {

template <typename Control, typename... Options, typename... Fields>
void declare_fields(::nanobind::class_<Control, Options...>& cls, FieldList<Fields...>) {
    (declare_control_field(cls, Fields::names(), Fields::template member<Control>(),
                           Fields::template doc<Control>(), Fields::template type<Control>(),
                           Fields::template module<Control>()),
     ...);
}

}  // namespace detail

/**
 * Define the Python class of a control struct, with all its fields, those of its bases included.
 *
 * Control  the struct; its default constructor gives the defaults, and `validate()`, if it has one, checks
 * Options  as those of nanobind::class_: a base that is a Python class too
 * scope    the module, or a class
 * name     name of the class in Python
 * extra    as for nanobind::class_: a docstring, for example
 *
 * Returns the class, for more definitions.
 */
template <typename Control, typename... Options, typename... Extra>
::nanobind::class_<Control, Options...> define_control(::nanobind::handle scope, char const* name,
                                                       Extra const&... extra) {
    ::nanobind::class_<Control, Options...> cls(scope, name, extra...);
    if constexpr (detail::has_defaults<Control>()) {
        cls.def(::nanobind::init<>());
    }
    if constexpr (detail::HasValidate<Control>::value) {
        cls.def("validate", [](Control& control) { control.validate(); }, "Check the values together.");
    }
    detail::declare_fields(cls, detail::fields_of<Control>());
    return cls;
}

}  // namespace stepconfig

#endif  // STEPCONFIG_NANOBIND_H
