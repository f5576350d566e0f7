#include "modes/flat.hpp"

#include "modes/modes.hpp"
#include "modes/recorded_command.hpp"

namespace tributary::bench {

std::unique_ptr<Mode> make_flat(const ModeSetup& setup) { return make_recorded<Flat>(setup); }

}  // namespace tributary::bench
