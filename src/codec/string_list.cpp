#include <tributary/codec/string_list.hpp>

#include <fmt/format.h>

namespace tributary {

namespace {

constexpr std::string_view kSpecial = ",\\";

}  // namespace

void Codec<StringList>::encode(const StringList& list, ByteWriter& out) {
  bool first = true;
  for (std::string_view item : list) {
    if (!first) out.push_back(',');
    first = false;
    for (auto at = item.find_first_of(kSpecial); at != item.npos; at = item.find_first_of(kSpecial)) {
      out.append(item.substr(0, at));
      out.push_back('\\');
      out.push_back(item[at]);
      item.remove_prefix(at + 1);
    }
    out.append(item);
  }
  if (!list.empty() && list.back().empty()) out.push_back(',');
}

StringList Codec<StringList>::decode(std::string_view text) {
  StringList list;
  std::string item;
  bool unfinished = false;  // something of an item was read that no comma has ended
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      list.push_back(std::exchange(item, {}));
      unfinished = false;
      continue;
    }
    if (text[i] == '\\') {
      if (i + 1 == text.size() || kSpecial.find(text[i + 1]) == kSpecial.npos) {
        throw_unexpected_text("a list of strings", text,
                              fmt::format("whose backslash at byte {} escapes neither a comma nor a backslash", i));
      }
      ++i;
    }
    item += text[i];
    unfinished = true;
  }
  if (unfinished) list.push_back(std::move(item));
  return list;
}

}  // namespace tributary
