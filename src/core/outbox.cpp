#include "core/outbox.hpp"

#include "core/forget_consumed.hpp"
#include "resp/keep.hpp"
#include "resp/request_words.hpp"

#include <algorithm>

namespace tributary::detail {

void Outbox::add(const Piece& piece) {
  if (pieces_.size() > first_) {
    Piece& last = pieces_.back();
    const bool continues_it = last.bytes.data() + last.bytes.size() == piece.bytes.data();
    if (continues_it && !last.is_rest && !piece.is_rest) {
      last.bytes = {last.bytes.data(), last.bytes.size() + piece.bytes.size()};
      last.commands += piece.commands;
      unsent_bytes_ += piece.bytes.size();
      return;
    }
  }
  pieces_.push_back(piece);
  unsent_bytes_ += piece.bytes.size();
}

Outbox::Mark Outbox::mark() const noexcept {
  return {pieces_.size(), pieces_.empty() ? Piece{} : pieces_.back(), unsent_bytes_};
}

void Outbox::take_back(const Mark& mark) noexcept {
  pieces_.resize(mark.pieces);
  if (mark.pieces > 0) pieces_.back() = mark.last;
  unsent_bytes_ = mark.unsent_bytes;
}

std::size_t Outbox::unsent(std::span<std::string_view> pieces) const noexcept {
  const std::size_t count = std::min(pieces.size(), pieces_.size() - first_);
  for (std::size_t i = 0; i < count; ++i) pieces[i] = pieces_[first_ + i].bytes;
  if (count > 0) pieces[0].remove_prefix(written_);
  return count;
}

void Outbox::wrote(std::size_t bytes) noexcept {
  unsent_bytes_ -= bytes;
  written_ += bytes;
  while (first_ < pieces_.size() && written_ >= pieces_[first_].bytes.size()) {
    written_ -= pieces_[first_].bytes.size();
    sent_ += pieces_[first_].commands - counted_commands_;
    counted_ = counted_commands_ = 0;
    ++first_;
  }
  forget_consumed(pieces_, first_);
}

/// Counting goes on where it stopped, so that all calls together pass over the bytes once.
std::size_t Outbox::sent() noexcept {
  if (written_ > counted_ && !pieces_[first_].is_rest) {
    std::string_view uncounted = pieces_[first_].bytes.substr(counted_, written_ - counted_);
    const std::size_t commands = take_whole_commands(uncounted);
    counted_ = written_ - uncounted.size();
    counted_commands_ += commands;
    sent_ += commands;
  }
  return sent_;
}

void Outbox::reset() noexcept {
  clear_and_trim(pieces_);
  first_ = written_ = unsent_bytes_ = sent_ = counted_ = counted_commands_ = 0;
}

}  // namespace tributary::detail
