#include <tributary/commands/stream_options.hpp>

namespace tributary {

void Codec<NewStreamId>::encode(const NewStreamId& id, ByteWriter& out) {
  switch (id.kind_) {
    case NewStreamId::Kind::next: return out.push_back('*');
    case NewStreamId::Kind::next_in: return out.append(std::to_string(id.id_.ms) + "-*");
    case NewStreamId::Kind::chosen: return Codec<StreamId>::encode(id.id_, out);
  }
}

}  // namespace tributary
