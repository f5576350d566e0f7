// A field is one value.
#include <tributary/models.hpp>

#include <vector>

tributary::Field<"tags", std::vector<int>> tags;
