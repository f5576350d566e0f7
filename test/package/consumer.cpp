// What each way to consume the library must be able to build and run, without a server.
#include <tributary/tributary.hpp>

int main() { return 0; }
