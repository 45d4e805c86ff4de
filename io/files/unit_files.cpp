// SPDX-License-Identifier: Apache-2.0
#include "io/files/unit_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "io/files/atomic_file.hpp"
#include "src/base/fingerprint.hpp"
#include "src/base/packed.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "lampyris units 1";
constexpr double least_times_of_writing = 50;

std::string checksum_of(std::string_view bytes) {
  Fingerprint sum;
  sum.add_bytes(std::as_bytes(std::span(bytes)));
  return sum.text();
}

std::string name_of(int rank) {
  return fmt::format("{}.units", rank);
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".units" && entry.is_regular_file(none) && !entry.is_symlink(none)) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What stands behind the head of a whole file with this fingerprint.
std::optional<std::string_view> body_of(std::string_view content, const std::string& fingerprint) {
  Unpacker head(content.substr(0, std::min<std::size_t>(content.size(), 4096)));
  std::string kind, bound_to, checksum;
  if (!head.get(kind) || kind != magic || !head.get(bound_to) || bound_to != fingerprint) return std::nullopt;
  if (!head.get(checksum)) return std::nullopt;
  const auto body = content.substr(3 * sizeof(std::size_t) + kind.size() + bound_to.size() + checksum.size());
  if (checksum_of(body) != checksum) return std::nullopt;
  return body;
}

}  // namespace

UnitFiles::UnitFiles(fs::path folder, std::string fingerprint, const mpi::Communicator& ranks,
                     std::chrono::duration<double> pause)
    : folder_(std::move(folder)),
      fingerprint_(std::move(fingerprint)),
      file_(folder_ / name_of(ranks.rank())),
      pause_(pause),
      next_(Clock::now() + std::chrono::duration_cast<Clock::duration>(pause)),
      exceptions_(std::uncaught_exceptions()) {
  std::vector<std::string> names;
  if (ranks.rank() == 0) names = names_in(folder_);
  ranks.broadcast(names);
  for (const auto& name : names) {
    std::string content;
    if (ranks.rank() == 0) {
      std::ifstream file(folder_ / name, std::ios::binary);
      content.assign(std::istreambuf_iterator<char>(file), {});
    }
    ranks.broadcast(content);
    read(content, name == name_of(ranks.rank()));
  }
}

void UnitFiles::read(const std::string& content, bool mine) {
  const auto body = body_of(content, fingerprint_);
  if (!body) return;
  Unpacker entries(*body);
  for (std::string unit, bytes; entries.get(unit) && entries.get(bytes);) {
    if (mine) mine_[unit] = bytes;
    found_[unit] = bytes;
  }
}

UnitFiles::~UnitFiles() {
  if (std::uncaught_exceptions() > exceptions_) write();
}

const std::string* UnitFiles::find(const std::string& unit) const {
  const auto at = found_.find(unit);
  return at == found_.end() ? nullptr : &at->second;
}

void UnitFiles::keep(const std::string& unit, std::string_view bytes) {
  mine_[unit] = bytes;
  changed_ = true;
  if (Clock::now() >= next_) write();
}

void UnitFiles::write() noexcept {
  if (!changed_) return;
  const auto begin = Clock::now();
  try {
    Packer entries;
    for (const auto& [unit, bytes] : mine_) {
      entries.add(std::string_view(unit));
      entries.add(std::string_view(bytes));
    }
    Packer whole;
    whole.add(magic);
    whole.add(std::string_view(fingerprint_));
    whole.add(std::string_view(checksum_of(entries.bytes())));
    std::error_code failure;  // is met again by who writes there
    fs::create_directories(folder_, failure);
    write_atomically(file_, whole.bytes() + entries.bytes());
    changed_ = false;
  } catch (const std::exception&) {
    // A full disk costs the next start some time, and this one nothing.
  }
  const std::chrono::duration<double> took = Clock::now() - begin;
  next_ = Clock::now() +
          std::chrono::duration_cast<Clock::duration>(std::max(pause_, least_times_of_writing * took));
}

void remove_units(const fs::path& folder) {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

}  // namespace lampyris::io
