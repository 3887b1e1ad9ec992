// Control structs of every kind, for tests.

#ifndef CONTROLS_H
#define CONTROLS_H

#include <cmath>
#include <cstdint>
#include <limits>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include <stepconfig/control.h>

struct ScalarControl {
    STEPCONFIG_CONTROL_FIELD(flag, bool, "A flag.");
    STEPCONFIG_CONTROL_FIELD(count, int, "A number.");
    STEPCONFIG_CONTROL_FIELD(large, std::int64_t, "A large number.");
    STEPCONFIG_CONTROL_FIELD(lowest, int64_t, "The lowest number that there is.") =
            std::numeric_limits<std::int64_t>::min();
    STEPCONFIG_CONTROL_FIELD(narrow, float, "A number of single precision.");
    STEPCONFIG_CONTROL_FIELD(width, double, "A width (pixel).");
    STEPCONFIG_CONTROL_FIELD(unknown, double, "What is not known.");
    STEPCONFIG_CONTROL_FIELD(limit, double, "A limit that is none.");
    STEPCONFIG_CONTROL_FIELD(label, std::string, "A label.");

    static int& made() {
        static int number = 0;
        return number;
    }

    ScalarControl()
            : flag(true),
              count(-3),
              large(std::numeric_limits<std::int64_t>::max()),
              narrow(0.5F),
              width(0.1),
              unknown(std::numeric_limits<double>::quiet_NaN()),
              limit(-std::numeric_limits<double>::infinity()),
              label("näh") {
        ++made();
    }
};

struct ContainerControl {
    STEPCONFIG_CONTROL_FIELD(flags, std::vector<bool>, "Flags.");
    STEPCONFIG_CONTROL_FIELD(counts, std::vector<int>, "Numbers.");
    STEPCONFIG_CONTROL_FIELD(large, std::list<std::int64_t>, "Large numbers.");
    STEPCONFIG_CONTROL_FIELD(narrow, std::vector<float>, "Numbers of single precision.");
    STEPCONFIG_CONTROL_FIELD(radii, std::vector<double>, "Radii (pixel).");
    STEPCONFIG_CONTROL_FIELD(bands, std::list<std::string>, "Bands.");
    STEPCONFIG_CONTROL_FIELD(empty, std::vector<std::string>, "Nothing.");

    ContainerControl()
            : flags{true, false},
              counts{1, -2},
              large{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()},
              narrow{0.5F},
              radii{2.0, std::numeric_limits<double>::infinity()},
              bands{"g", "r"} {}
};

// The names without `std::` are as good.
using std::list;
using std::string;
using std::vector;
struct PlainNamesControl {
    STEPCONFIG_CONTROL_FIELD(word, string, "A word.") = "a";
    STEPCONFIG_CONTROL_FIELD(numbers, vector<double>, "Numbers.") = {1.0};
    STEPCONFIG_CONTROL_FIELD(words, list< string >, "Words.") = {"b"};
};

namespace shapes {

struct InnerControl {
    STEPCONFIG_CONTROL_FIELD(order, int, "Order.");
    STEPCONFIG_CONTROL_FIELD(knots, std::vector<double>, "Knots.");

    explicit InnerControl(int order_ = 2) : order(order_), knots{1.0, 2.0} {}

    void validate() const {
        if (order < 0) {
            throw std::invalid_argument("order has to be 0 or more");
        }
    }
};

class MiddleControl {
public:
    STEPCONFIG_NESTED_CONTROL_FIELD(inner, test.controls, shapes::InnerControl, "What is inside.");
    STEPCONFIG_CONTROL_FIELD(scale, double, "Scale.");

    MiddleControl() : inner(5), scale(1.0), _unused(0) {}

    int unused() const { return _unused; }

protected:
    int _unused;
};

}  // namespace shapes

struct OuterControl {
    STEPCONFIG_NESTED_CONTROL_FIELD(middle, test.controls, shapes::MiddleControl, "What is in the middle.");
    STEPCONFIG_CONTROL_FIELD(name, std::string, "Name.");

    OuterControl() : middle(), name("outer") { middle.scale = 7.0; }
};

// Inheritance: the base has fields, the class between has none.
struct BaseControl {
    STEPCONFIG_CONTROL_FIELD(first, int, "The first.") = 1;
    STEPCONFIG_CONTROL_FIELD(second, double, "The second.") = 2.0;

    virtual ~BaseControl() = default;
    virtual void validate() const {
        if (first > 100) {
            throw std::out_of_range("first is beyond 100");
        }
    }
};
struct BetweenControl : BaseControl {};
struct DerivedControl : public BetweenControl {
    DerivedControl() { second = 2.5; }
    STEPCONFIG_CONTROL_FIELD(third, std::string, "The third.") = "three";
};

// What Python sees as a subclass of BaseControl.
struct SiblingControl : BaseControl {
    STEPCONFIG_CONTROL_FIELD(fourth, bool, "The fourth.") = false;
};

template <typename Number>
struct TemplateControl {
    STEPCONFIG_CONTROL_FIELD(number, double, "A number.") = 1.0;
    STEPCONFIG_CONTROL_FIELD(other, int, "Another.") = 2;
};

struct ThrowingControl {
    STEPCONFIG_CONTROL_FIELD(value, double, "A value.");

    ThrowingControl() { throw std::runtime_error("no calibration file"); }
};

struct UnsupportedControl {
    STEPCONFIG_CONTROL_FIELD(size, unsigned long, "A size.") = 3;
};

#endif
