// A pointer to a member is not followed through a pointer or an optional, which may be empty: a lambda says what then.
#include <tributary/tributary.hpp>

#include <memory>

struct Place {
  int x;
};

void read(const tributary::DeferredResult<std::shared_ptr<Place>>& result) { result.then(&Place::x); }
