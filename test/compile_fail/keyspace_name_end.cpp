#include <tributary/keyspace/set.hpp>

using tributary::Keyspace;

// Of "a" with the id ":1" and of "a:" with the id "1", the key would be a:::1.
tributary::Set<Keyspace{"a:", {.key = "$name::$id"}}> set(tributary::Commands& redis) { return {redis, "1"}; }
