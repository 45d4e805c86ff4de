// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/manifest.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <xxhash.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <memory>
#include <thread>

#include "io/text/atomic_file.hpp"
#include "jobs/program/build.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#include "src/base/processor.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string hash_text(const std::string& text) {
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

std::string hash_file(const fs::path& path) {
  if (fs::is_directory(path))
    throw DataError(fmt::format("{}: a directory, where a file is due", path.string()));
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw DataError(
        fmt::format("{}: {}", path.string(), fs::exists(path) ? "cannot be read" : "no such file"));
  }
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  const std::unique_ptr<XXH3_state_t, Free> state(XXH3_createState());
  XXH3_64bits_reset(state.get());
  std::vector<char> buffer(std::size_t{1} << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    XXH3_64bits_update(state.get(), buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  return fmt::format("{:016x}", XXH3_64bits_digest(state.get()));
}

Json machine() {
  utsname names{};
  uname(&names);
  return {{"system", fmt::format("{} {}", names.sysname, names.release)},
          {"architecture", names.machine},
          {"cpu", processor_name()},
          {"cores", std::thread::hardware_concurrency()}};
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

Manifest::Manifest(const Settings& settings, const mpi::Communicator& ranks)
    : settings_(settings), ranks_(ranks) {
  std::string text;
  if (ranks.rank() == 0) {
    std::ifstream file(settings.run.directory / "manifest.json");
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  ranks.broadcast(text);
  content_ = Json::parse(text, nullptr, false);
  // A manifest that cannot be read vouches for nothing: every stage runs.
  if (!content_.is_object()) content_ = Json::object();
}

std::optional<std::string> Manifest::other_version() const {
  if (content_.empty()) return std::nullopt;
  const auto found = content_.find("version");
  const std::string by =
      found != content_.end() && found->is_string() ? found->get<std::string>() : "unknown";
  if (by == version) return std::nullopt;
  return fmt::format("{} was written by version {} of lampyris, this is {}", settings_.run.directory.string(),
                     by, version);
}

std::string Manifest::fingerprint(const Stage& stage) {
  std::string parts =
      fmt::format("lampyris {}\n{}\n{}\n", version, stage.name, settings_of(stage, settings_));
  for (const auto& before : stage.after) {
    parts += content_.value("/stages"_json_pointer / before / "fingerprint", std::string("none")) + "\n";
  }
  const auto hashes = mpi::on_first_rank(ranks_, [&] {
    std::string lines;
    for (const auto& file : inputs_of(stage, settings_)) {
      lines += fmt::format("{}\t{}\t{}\n", hash_file(file), fs::file_size(file), file.string());
    }
    return lines;
  });
  std::istringstream lines(hashes);
  Json inputs = Json::array();
  for (std::string hash, size, path;
       std::getline(lines, hash, '\t') && std::getline(lines, size, '\t') && std::getline(lines, path);) {
    inputs.push_back({{"path", path}, {"bytes", std::stoull(size)}, {"xxh3", hash}});
  }
  if (!inputs.empty()) content_["inputs"][stage.name] = inputs;
  return hash_text(parts + hashes);
}

bool Manifest::stands(const Stage& stage, const std::string& fingerprint) const {
  bool stand = false;
  if (ranks_.rank() == 0) {
    const auto recorded = content_.value("/stages"_json_pointer / stage.name / "fingerprint", std::string());
    const bool files = std::all_of(stage.outputs.begin(), stage.outputs.end(), [&](const auto& file) {
      return fs::exists(settings_.run.directory / file);
    });
    stand = recorded == fingerprint && files;
  }
  ranks_.broadcast(stand);
  return stand;
}

std::vector<std::string> Manifest::summary(const Stage& stage) const {
  return content_.value("/stages"_json_pointer / stage.name / "summary", std::vector<std::string>());
}

std::string Manifest::usual_grid() const {
  const std::string& asked = settings_.compute.grid;
  return asked == "auto" ? fmt::format("{}x1", ranks_.size()) : asked;
}

void Manifest::record(const Stage& stage, const std::string& fingerprint, const Run& run) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double mine = static_cast<double>(usage.ru_maxrss) * 1024;
  const double peak = ranks_.sum(mine);
  const double largest = ranks_.maximum(mine);
  content_["stages"][stage.name] = {{"fingerprint", fingerprint},
                                    {"finished", now()},
                                    {"seconds", run.seconds},
                                    {"ranks", ranks_.size()},
                                    {"grid", run.grid},
                                    {"peak_memory_bytes_all_ranks", static_cast<std::uint64_t>(peak)},
                                    {"peak_memory_bytes_largest_rank", static_cast<std::uint64_t>(largest)},
                                    {"summary", run.summary}};
  write();
}

void Manifest::forget(const Stage& stage) {
  if (content_.contains("stages")) content_["stages"].erase(stage.name);
  write();
}

void Manifest::write() const {
  if (ranks_.rank() != 0) return;
  Json whole = {
      {"program", "lampyris"}, {"version", version}, {"machine", machine()}, {"seed", settings_.run.seed}};
  whole["grid"] = content_.value("/stages/train/grid"_json_pointer, usual_grid());
  for (const char* part : {"inputs", "stages"}) {
    if (content_.contains(part)) whole[part] = content_[part];
  }
  io::write_atomically(settings_.run.directory / "manifest.json", whole.dump(2) + "\n");
}

}  // namespace lampyris::jobs
