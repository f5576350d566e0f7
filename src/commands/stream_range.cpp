#include <tributary/commands/stream_range.hpp>

namespace tributary {

void Codec<StreamBound>::encode(const StreamBound& bound, ByteWriter& out) {
  if (bound.is_exclusive()) {
    out.push_back('(');
  } else if (bound.id() == StreamId{}) {
    return out.push_back('-');
  } else if (bound.id() == StreamId::max()) {
    return out.push_back('+');
  }
  Codec<StreamId>::encode(bound.id(), out);
}

}  // namespace tributary
