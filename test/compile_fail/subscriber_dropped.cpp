// What is made and dropped in one line does nothing.
#include <tributary/transport/client.hpp>
#include <tributary/transport/subscriber.hpp>

#pragma GCC diagnostic error "-Wunused-result"
#if defined(__clang__)
#pragma clang diagnostic error "-Wunused-value"
#endif

void listen(const tributary::Client& client) { tributary::Subscriber{client}; }
