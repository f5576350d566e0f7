// A handler that no event fits would never be called.
#include <tributary/transport/subscriber.hpp>

void receive(tributary::Subscriber& subscriber) {
  subscriber.run({}, [](int) {});
}
