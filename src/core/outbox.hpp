#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tributary::detail {

/// A stretch of what goes on the wire.
struct Piece {
  std::string_view bytes;
  std::size_t commands = 0;  ///< that end in it
  bool is_rest = false;      ///< it begins in the middle of a command
};

/// What an exchange has still to write, and how many commands were written whole. The bytes belong to somebody else,
/// and stay where they are until they are written.
class Outbox {
 public:
  void add(const Piece& piece);
  /// Makes sure that the next add() cannot fail.
  void make_room() {
    if (pieces_.size() == pieces_.capacity()) pieces_.reserve(2 * pieces_.size() + 1);
  }
  /// What there was before something was added, to take that back.
  struct Mark {
    std::size_t pieces;
    Piece last;
    std::size_t unsent_bytes;
  };
  Mark mark() const noexcept;
  /// Nothing of what is taken back was written.
  void take_back(const Mark& mark) noexcept;

  /// Fills `pieces` with the next bytes to write, in order; returns how many pieces that took.
  std::size_t unsent(std::span<std::string_view> pieces) const noexcept;
  std::size_t unsent_bytes() const noexcept { return unsent_bytes_; }
  void wrote(std::size_t bytes) noexcept;

  /// Commands that are known to be written whole, those of finished pieces always: may be less than sent().
  std::size_t surely_sent() const noexcept { return sent_; }
  /// Commands of which every byte was written.
  std::size_t sent() noexcept;

  void reset() noexcept;

 private:
  std::vector<Piece> pieces_;  ///< not written yet; of the first one, `written_` bytes are
  std::size_t first_ = 0;
  std::size_t written_ = 0;
  std::size_t unsent_bytes_ = 0;
  std::size_t sent_ = 0;
  std::size_t counted_ = 0;  ///< bytes of the first piece whose commands are counted in sent_
  std::size_t counted_commands_ = 0;
};

}  // namespace tributary::detail
