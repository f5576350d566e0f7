#pragma once

/// Typed records: Field and Model.

#include <tributary/config.hpp>

#include <tributary/keyspace/field.hpp>
#include <tributary/model/model.hpp>
