// A result of one type is not made from that of another, whose value it would reinterpret.
#include <tributary/tributary.hpp>

void read(tributary::Client& client) { tributary::DeferredResult<double> number{client.get("k").slot()}; }
