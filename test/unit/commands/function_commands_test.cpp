#include <tributary/commands/function_commands.hpp>

#include "support/catch.hpp"
#include "unit/commands/recorded.hpp"

using namespace tributary;
using namespace tributary::test;
