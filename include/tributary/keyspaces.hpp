#pragma once

// Keyspaces: typed structures under keys of one family. An umbrella of its own, so that <tributary/tributary.hpp> stays
// cheap.

#include <tributary/config.hpp>

#include <tributary/keyspace/bitmap.hpp>
#include <tributary/keyspace/geo.hpp>
#include <tributary/keyspace/hash.hpp>
#include <tributary/keyspace/hashed_string.hpp>
#include <tributary/keyspace/hyperloglog.hpp>
#include <tributary/keyspace/list.hpp>
#include <tributary/keyspace/set.hpp>
#include <tributary/keyspace/sorted_set.hpp>
#include <tributary/keyspace/stream.hpp>
#include <tributary/keyspace/string.hpp>
