#pragma once

/// Typed records: Field and Model.

#include <tributary/model/field.hpp>
#include <tributary/model/model.hpp>
