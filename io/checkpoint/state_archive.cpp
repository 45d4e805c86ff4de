// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/state_archive.hpp"

#include <fmt/format.h>

#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <boost/serialization/version.hpp>
#include <cstddef>
#include <exception>
#include <sstream>
#include <string_view>
#include <utility>

#include "io/checkpoint/bounded_archive.hpp"
#include "src/base/fingerprint.hpp"
#include "src/base/number.hpp"

namespace boost::serialization {

template <class Archive>
void serialize(Archive& archive, lampyris::Architecture& shape, unsigned version) {
  archive& shape.genes& shape.widths& shape.hidden& shape.output& shape.tied;
  if (version > 0) archive& shape.linear_nodes& shape.normalised;
}

template <class Archive>
void serialize(Archive& archive, lampyris::EpochReport& report, unsigned) {
  archive& report.epoch& report.step& report.seconds& report.samples_per_second& report.loss_train;
  archive& report.r2_train& report.r2_heldout& report.rate& report.heldout_seconds;
}

template <class Archive>
void serialize(Archive& archive, lampyris::TrainingPosition& at, unsigned version) {
  archive& at.epoch& at.step& at.updates& at.epoch_error& at.epoch_seconds& at.seconds;
  archive& at.best_r2& at.best_epoch& at.history;
  if (version > 0) archive& at.code_sd;
}

template <class Archive>
void serialize(Archive& archive, lampyris::io::CheckpointRecord& record, unsigned version) {
  archive& record.fingerprint& record.architecture& record.position& record.checksums;
  if (version > 0) archive& record.average_checksum;
}

}  // namespace boost::serialization

// 1: residual networks, and the weights' average.
BOOST_CLASS_VERSION(lampyris::Architecture, 1)
BOOST_CLASS_VERSION(lampyris::TrainingPosition, 1)
BOOST_CLASS_VERSION(lampyris::io::CheckpointRecord, 1)

namespace lampyris::io {
namespace {

// The head is "lampyris-checkpoint-<layout> ", from layout 3 on the program's version and a blank, and the
// checksum of version and body in 16 digits.
constexpr std::string_view magic = "lampyris-checkpoint-";
constexpr std::size_t layout = 3;
constexpr std::size_t layout_without_version = 2;
constexpr std::size_t digits = 16;

std::string checksum(std::string_view text) {
  Fingerprint fingerprint;
  fingerprint.add(text);
  return fingerprint.text();
}

// The text before the next blank, which `text` loses; nothing when there is none.
std::optional<std::string> take_word(std::string_view& text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::string word(text.substr(0, blank));
  text.remove_prefix(blank + 1);
  return word;
}

// Boost begins with a signature, its version and the sizes of types; older versions than this are read in
// ways that do not look at what they read.
bool has_known_head(const std::string& body) {
  static const std::string ours = [] {
    std::ostringstream stream;
    { const boost::archive::binary_oarchive archive(stream); }
    return stream.str();
  }();
  constexpr std::size_t version_at = 8 + std::string_view("serialization::archive").size();
  constexpr unsigned char oldest = 9;
  if (body.size() < ours.size()) return false;
  std::string head = body.substr(0, ours.size());
  const auto version = static_cast<unsigned char>(std::exchange(head[version_at], ours[version_at]));
  return head == ours && version >= oldest && version <= static_cast<unsigned char>(ours[version_at]);
}

std::optional<CheckpointRecord> read_body(const std::string& body) {
  if (!has_known_head(body)) return std::nullopt;
  try {
    std::stringbuf bytes(body, std::ios::in | std::ios::binary);
    BoundedArchive archive(bytes);
    CheckpointRecord record;
    archive >> record;
    return record;
  } catch (const std::exception&) {
    return std::nullopt;  // whole, but of another version of the library
  }
}

}  // namespace

std::string pack(const CheckpointRecord& record) {
  std::ostringstream stream;
  {
    boost::archive::binary_oarchive archive(stream);
    archive << record;
  }
  const std::string body = stream.str();
  const std::string program = LAMPYRIS_VERSION;
  return fmt::format("{}{} {} {}", magic, layout, program, checksum(program + body)) + body;
}

StoredRecord unpack(const std::string& bytes) {
  std::string_view rest = bytes;
  if (!rest.starts_with(magic)) return {};
  rest.remove_prefix(magic.size());
  const auto number = take_word(rest);
  const auto found = number ? read_size(*number) : std::nullopt;
  if (!found || *found < layout_without_version) return {};
  std::optional<std::string> program = "0.1.0";
  if (*found != layout_without_version) program = take_word(rest);
  if (!program) return {};
  if (*found > layout) return {std::nullopt, *program};
  if (rest.size() < digits) return {};
  const std::string body(rest.substr(digits));
  const auto checked = *found == layout_without_version ? body : *program + body;
  if (rest.substr(0, digits) != checksum(checked)) return {};
  return {read_body(body), *program};
}

}  // namespace lampyris::io
