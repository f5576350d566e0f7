// Does not compile, for a reason that the harness was not told: shows that it reads the message.
#include <tributary/tributary.hpp>

int main() { return undeclared; }
