#include "io/import/input_error.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace lampyris::io {

void InputError::record(std::size_t line, const std::string& message) {
  if (!error_ || line < error_->line) error_ = Recorded{line, message};
}

void InputError::agree(const mpi::Communicator& ranks) const {
  const double mine = error_ ? static_cast<double>(error_->line) : std::numeric_limits<double>::infinity();
  double first = mine;
  ranks.minimum(std::span(&first, 1));
  if (first == std::numeric_limits<double>::infinity()) return;
  const auto messages = ranks.gather(error_ && mine == first ? error_->message : std::string());
  const auto said = std::ranges::find_if(messages, [](const std::string& text) { return !text.empty(); });
  std::string message = said == messages.end() ? std::string() : *said;
  ranks.broadcast(message);
  throw DataError(message);
}

}  // namespace lampyris::io
