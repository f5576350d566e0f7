#pragma once

#include <tributary/commands/server_commands.hpp>

#include <string_view>

namespace tributary::detail {

/// The sections of INFO's text. CodecError for a line that is neither `# Section` nor `name:value`. Fields before the
/// first section belong to the one without a name.
InfoSections info_sections_from(std::string_view text);

}  // namespace tributary::detail
