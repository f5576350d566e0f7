#include <tributary/commands/stream_position.hpp>

namespace tributary {

void Codec<StreamPosition>::encode(const StreamPosition& position, ByteWriter& out) {
  if (position.latest_) return out.push_back('$');
  Codec<StreamId>::encode(position.after_, out);
}

}  // namespace tributary
