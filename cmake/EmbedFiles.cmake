# cmake -DOUTPUT=<source> -P EmbedFiles.cmake -- <name> <file> [<name> <file>...]
# Writes a source that defines embedded_file(), with the bytes of the files.
include("${CMAKE_CURRENT_LIST_DIR}/WordsAfterDashes.cmake")

set(arrays "")
set(rows "")
while(words)
  list(POP_FRONT words name file)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(MAKE_C_IDENTIFIER "${name}" identifier)
  string(APPEND arrays "constexpr unsigned char ${identifier}[] = {${bytes}};\n")
  string(APPEND rows "      {\"${name}\", ${identifier}, sizeof ${identifier}},\n")
endwhile()

file(WRITE "${OUTPUT}" "#include \"embedded_file.hpp\"

#include <cstddef>

namespace {

${arrays}
constexpr struct {
  std::string_view name;
  const unsigned char* bytes;
  std::size_t size;
} kFiles[] = {
${rows}};

}  // namespace

std::string_view tributary::bench::embedded_file(std::string_view name) noexcept {
  for (const auto& file : kFiles) {
    if (file.name == name) return {reinterpret_cast<const char*>(file.bytes), file.size};
  }
  return {};
}
")
