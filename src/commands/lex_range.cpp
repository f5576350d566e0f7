#include <tributary/commands/lex_range.hpp>

namespace tributary {

void Codec<LexBound>::encode(const LexBound& bound, ByteWriter& out) {
  out.push_back(bound.sign_);
  out.append(bound.text_);
}

}  // namespace tributary
