#include <tributary/models.hpp>

tributary::Field<"age", int> age{true};
