#include <tributary/core/observer.hpp>

namespace tributary {

std::string_view to_string(ClientEvent::Kind kind) noexcept {
  switch (kind) {
    case ClientEvent::Kind::connected: return "connected";
    case ClientEvent::Kind::not_connected: return "not_connected";
    case ClientEvent::Kind::lost: return "lost";
    case ClientEvent::Kind::discarded: return "discarded";
    case ClientEvent::Kind::callback_threw: return "callback_threw";
  }
  return "unknown";
}

Observer::~Observer() = default;

void Observer::on_batch(const BatchReport&) noexcept {}

void Observer::on_command(const CommandReport&) noexcept {}

void Observer::on_event(const ClientEvent&) noexcept {}

}  // namespace tributary
