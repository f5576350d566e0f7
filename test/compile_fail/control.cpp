// Compiles: shows that the harness notices when code is accepted that should not be.
#include <tributary/tributary.hpp>

int main() {}
