#include <tributary/models.hpp>

#include <chrono>

tributary::Field<"seen", std::chrono::system_clock::time_point, tributary::Indexed> seen;
