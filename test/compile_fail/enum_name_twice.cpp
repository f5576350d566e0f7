#include <tributary/tributary.hpp>

#include <array>

enum class Color { red, green };

template <>
inline constexpr auto tributary::enum_names<Color> =
    std::to_array<tributary::EnumName<Color>>({{Color::red, "red"}, {Color::green, "red"}});

void store(tributary::Commands& redis) { redis.set("color", Color::red); }
