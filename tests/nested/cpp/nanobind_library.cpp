// nanobind's own source, included as a system header is: its warnings are not ours.

#include <nb_combined.cpp>
