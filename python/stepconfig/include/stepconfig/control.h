// Control structs: parameters of an algorithm, declared once, in C++, with what they mean.
//
//     #include <stepconfig/control.h>
//
//     struct SmoothControl {
//         STEPCONFIG_CONTROL_FIELD(sigma, double, "Width of the kernel (pixel).");
//         STEPCONFIG_CONTROL_FIELD(border, std::string, "What lies beyond the edge: mirror or zero.");
//
//         SmoothControl() : sigma(1.5), border("mirror") {}
//     };
//
// `sigma` and `border` are plain data members.  stepconfig/pybind11.h and stepconfig/nanobind.h show such a
// struct to Python in one line; `stepconfig.makeConfigClass` makes a Config class of it.
//
// C++17, and nothing else.  Define STEPCONFIG_DEFINE_LSST_NAMES before the first include to have the same
// macros under the names that structs written for LSST's pex_config use.

#ifndef STEPCONFIG_CONTROL_H
#define STEPCONFIG_CONTROL_H

#include <type_traits>
#include <utility>

namespace stepconfig {

// The names under which Python finds one field; no module if it is not nested.
struct FieldNames {
    char const* name;
    char const* doc;
    char const* type;
    char const* module;
};

namespace detail {

// Rank<n> is a Rank<n - 1>: of functions that take one, the one with the highest rank is called.
template <int n>
struct Rank : Rank<n - 1> {};
template <>
struct Rank<0> {};

constexpr int most_fields = 255;
using HighestRank = Rank<most_fields + 1>;

template <typename... Fields>
struct FieldList {
    static constexpr int size = sizeof...(Fields);
};

template <typename List, typename Field>
struct Append;
template <typename... Fields, typename Field>
struct Append<FieldList<Fields...>, Field> {
    static_assert(sizeof...(Fields) < most_fields, "a control struct has at most 255 fields; nest some");
    using type = FieldList<Fields..., Field>;
};

// What the first field of a struct finds before it.
FieldList<> _stepconfig_fields(Rank<0>);

template <typename Control, typename = void>
struct HasFields : std::false_type {};
template <typename Control>
struct HasFields<Control, std::void_t<decltype(Control::_stepconfig_fields(HighestRank()))>> : std::true_type {};

template <typename Control>
constexpr auto fields_of() {
    static_assert(HasFields<Control>::value, "the struct has no STEPCONFIG_CONTROL_FIELD");
    return decltype(Control::_stepconfig_fields(HighestRank()))();
}

template <typename Control, typename = void>
struct HasValidate : std::false_type {};
template <typename Control>
struct HasValidate<Control, std::void_t<decltype(std::declval<Control&>().validate())>> : std::true_type {};

template <typename Control>
constexpr bool has_defaults() {
    static_assert(std::is_default_constructible<Control>::value || std::is_abstract<Control>::value,
                  "a control struct needs a default constructor: it gives the defaults");
    return std::is_default_constructible<Control>::value;
}

}  // namespace detail
}  // namespace stepconfig

#define STEPCONFIG_FIELD_NAMES(NAME) {#NAME, "_doc_" #NAME, "_type_" #NAME, nullptr}
#define STEPCONFIG_NESTED_FIELD_NAMES(NAME) {#NAME, "_doc_" #NAME, "_type_" #NAME, "_module_" #NAME}

// The fields of a struct, those of its bases first, are a list of types.  Each field looks up the function
// that the field before it has declared, in a base if it is the first, and declares one of the next rank
// that returns the longer list.  None of these functions is ever called.
#define STEPCONFIG_LIST_FIELD(NAME, NAMES, MODULE)                                                      \
    struct _stepconfig_field_##NAME {                                                                   \
        using Before = decltype(_stepconfig_fields(::stepconfig::detail::HighestRank()));               \
        static constexpr ::stepconfig::FieldNames names() { return NAMES(NAME); }                       \
        template <typename Control>                                                                     \
        static constexpr auto member() {                                                                \
            return &Control::NAME;                                                                      \
        }                                                                                               \
        template <typename Control>                                                                     \
        static constexpr auto doc() {                                                                   \
            return &Control::_doc_##NAME;                                                               \
        }                                                                                               \
        template <typename Control>                                                                     \
        static constexpr auto type() {                                                                  \
            return &Control::_type_##NAME;                                                              \
        }                                                                                               \
        template <typename Control>                                                                     \
        static constexpr char const* (*module())() {                                                    \
            return MODULE;                                                                              \
        }                                                                                               \
    };                                                                                                  \
    static typename ::stepconfig::detail::Append<typename _stepconfig_field_##NAME::Before,             \
                                                 _stepconfig_field_##NAME>::type                        \
            _stepconfig_fields(::stepconfig::detail::Rank<_stepconfig_field_##NAME::Before::size + 1>);

/**
 * A field of a control struct: a data member, and what Python has to know of it.
 *
 * NAME  name of the field and of the data member
 * TYPE  bool, int, std::int64_t, float, double, std::string, or a std::vector or std::list of one of them
 * DOC   what the value means: a full sentence, with the unit
 */
#define STEPCONFIG_CONTROL_FIELD(NAME, TYPE, DOC)                \
    static char const* _doc_##NAME() { return DOC; }             \
    static char const* _type_##NAME() { return #TYPE; }          \
    STEPCONFIG_LIST_FIELD(NAME, STEPCONFIG_FIELD_NAMES, nullptr) \
    TYPE NAME

/**
 * A field that is itself a control struct.
 *
 * MODULE  full name of the Python module in which that struct is found, without quotes
 */
#define STEPCONFIG_NESTED_CONTROL_FIELD(NAME, MODULE, TYPE, DOC)                         \
    static char const* _module_##NAME() { return #MODULE; }                              \
    static char const* _doc_##NAME() { return DOC; }                                     \
    static char const* _type_##NAME() { return #TYPE; }                                  \
    STEPCONFIG_LIST_FIELD(NAME, STEPCONFIG_NESTED_FIELD_NAMES, &Control::_module_##NAME) \
    TYPE NAME

/**
 * Show one field to Python, for bindings that list their fields one by one.
 *
 * CLASS    the pybind11::class_ or nanobind::class_
 * CONTROL  the struct
 * FIELD    name of the field
 */
#define STEPCONFIG_DECLARE_CONTROL_FIELD(CLASS, CONTROL, FIELD)                                           \
    ::stepconfig::declare_control_field(CLASS, STEPCONFIG_FIELD_NAMES(FIELD), &CONTROL::FIELD,            \
                                        &CONTROL::_doc_##FIELD, &CONTROL::_type_##FIELD, nullptr)

#define STEPCONFIG_DECLARE_NESTED_CONTROL_FIELD(CLASS, CONTROL, FIELD)                                    \
    ::stepconfig::declare_control_field(CLASS, STEPCONFIG_NESTED_FIELD_NAMES(FIELD), &CONTROL::FIELD,     \
                                        &CONTROL::_doc_##FIELD, &CONTROL::_type_##FIELD,                  \
                                        &CONTROL::_module_##FIELD)

#endif  // STEPCONFIG_CONTROL_H

// Outside the guard: it does not matter which of several includes comes after the switch.
#if defined(STEPCONFIG_DEFINE_LSST_NAMES) && !defined(LSST_CONTROL_FIELD)
#define LSST_CONTROL_FIELD STEPCONFIG_CONTROL_FIELD
#define LSST_NESTED_CONTROL_FIELD STEPCONFIG_NESTED_CONTROL_FIELD
#define LSST_DECLARE_CONTROL_FIELD STEPCONFIG_DECLARE_CONTROL_FIELD
#define LSST_DECLARE_NESTED_CONTROL_FIELD STEPCONFIG_DECLARE_NESTED_CONTROL_FIELD
#endif
