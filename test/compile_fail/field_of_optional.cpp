// A field may be without a value already.
#include <tributary/models.hpp>

#include <optional>

tributary::Field<"age", std::optional<int>> age;
