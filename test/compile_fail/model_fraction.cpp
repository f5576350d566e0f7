#include <tributary/models.hpp>

void set(tributary::Field<"age", int>& age) { age = 3.9; }
