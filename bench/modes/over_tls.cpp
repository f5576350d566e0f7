// What others do, over TLS: the library's client is given another URI, and nothing else changes.

#include "modes/modes.hpp"

namespace tributary::bench {
namespace {

/// `make` reads the endpoint while it makes the mode, and not later.
std::unique_ptr<Mode> make_over_tls(const ModeSetup& setup, std::unique_ptr<Mode> (*make)(const ModeSetup&)) {
  Endpoint endpoint = setup.endpoint;
  endpoint.uri = endpoint.tls_uri;
  return make({.endpoint = endpoint,
               .workload = setup.workload,
               .keys = setup.keys,
               .callers = setup.callers,
               .first_request = setup.first_request,
               .clients = setup.clients,
               .window = setup.window});
}

}  // namespace

std::unique_ptr<Mode> make_flat_tls(const ModeSetup& setup) { return make_over_tls(setup, &make_flat); }
std::unique_ptr<Mode> make_unpipelined_tls(const ModeSetup& setup) { return make_over_tls(setup, &make_unpipelined); }

}  // namespace tributary::bench
