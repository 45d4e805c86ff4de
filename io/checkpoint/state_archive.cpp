#include "io/checkpoint/state_archive.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <exception>
#include <sstream>
#include <string_view>

#include "src/base/fingerprint.hpp"

namespace boost::serialization {

template <class Archive>
void serialize(Archive& archive, lampyris::Architecture& shape, unsigned) {
  archive& shape.genes& shape.widths& shape.hidden& shape.output& shape.tied;
}

template <class Archive>
void serialize(Archive& archive, lampyris::EpochReport& report, unsigned) {
  archive& report.epoch& report.step& report.seconds& report.samples_per_second& report.loss_train;
  archive& report.r2_train& report.r2_heldout& report.rate& report.heldout_seconds;
}

template <class Archive>
void serialize(Archive& archive, lampyris::TrainingPosition& at, unsigned) {
  archive& at.epoch& at.step& at.updates& at.epoch_error& at.epoch_seconds& at.seconds;
  archive& at.best_r2& at.best_epoch& at.history;
}

template <class Archive>
void serialize(Archive& archive, lampyris::io::CheckpointRecord& record, unsigned) {
  archive& record.fingerprint& record.architecture& record.position& record.checksums;
}

}  // namespace boost::serialization

namespace lampyris::io {
namespace {

constexpr std::string_view magic = "lampyris-checkpoint-2 ";

std::string checksum(std::string_view body) {
  Fingerprint fingerprint;
  fingerprint.add(body);
  return fingerprint.text();
}

}  // namespace

std::string pack(const CheckpointRecord& record) {
  std::ostringstream stream;
  {
    boost::archive::binary_oarchive archive(stream);
    archive << record;
  }
  const std::string body = stream.str();
  return std::string(magic) + checksum(body) + body;
}

std::optional<CheckpointRecord> unpack(const std::string& bytes) {
  constexpr std::size_t digits = 16;
  const std::size_t head = magic.size() + digits;
  if (bytes.size() < head || !bytes.starts_with(magic)) return std::nullopt;
  const std::string body = bytes.substr(head);
  if (bytes.substr(magic.size(), digits) != checksum(body)) return std::nullopt;
  try {
    std::istringstream stream(body);
    boost::archive::binary_iarchive archive(stream);
    CheckpointRecord record;
    archive >> record;
    return record;
  } catch (const std::exception&) {
    return std::nullopt;  // whole, but of another version of the library
  }
}

}  // namespace lampyris::io
