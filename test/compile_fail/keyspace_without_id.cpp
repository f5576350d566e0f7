#include <tributary/keyspace/set.hpp>

using tributary::Keyspace;

tributary::Set<Keyspace{"S", {.key = "$name:"}}> set(tributary::Commands& redis) { return {redis, "1"}; }
