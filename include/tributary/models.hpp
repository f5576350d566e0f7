#pragma once

/// Typed records: Field and Model.

#include <tributary/keyspace/field.hpp>
#include <tributary/model/model.hpp>
