#include <tributary/keyspace/set.hpp>

tributary::Set<"a{b"> set(tributary::Commands& redis) { return {redis, "1"}; }
