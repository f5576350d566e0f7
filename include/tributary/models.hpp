#pragma once

/// Typed records: Field, Model, and HashOf, the hash of a model.

#include <tributary/keyspace/field.hpp>
#include <tributary/model/hash_of.hpp>
#include <tributary/model/model.hpp>
