// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/manifest.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <xxhash.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <memory>
#include <thread>

#include "io/files/atomic_file.hpp"
#include "io/files/sha256.hpp"
#include "jobs/program/build.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"
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
  if (fs::exists(path) && !fs::is_regular_file(path)) {
    throw DataError(fmt::format(
        "{}: a pipe or a device, where a file is due, as inputs are read more than once", path.string()));
  }
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

// What stands of a stage: nothing of one that has not run.
Json stage_of(const Json& content, const std::string& stage) {
  return content.value("/stages"_json_pointer / stage, Json::object());
}

// What was noted of an input when the stage ran, by the name of its file: a project may have been moved.
Json noted_input(const Json& content, const std::string& stage, const fs::path& file) {
  for (const Json& input : content.value("/inputs"_json_pointer / stage, Json::array())) {
    if (fs::path(input.value("path", std::string())).filename() == file.filename()) return input;
  }
  return {};
}

bool has_text(const Json& object, const char* key) {
  return !object.contains(key) || object.at(key).is_string();
}

bool are_inputs(const Json& of_stages) {
  return of_stages.is_object() && std::all_of(of_stages.begin(), of_stages.end(), [](const Json& inputs) {
           return inputs.is_array() && std::all_of(inputs.begin(), inputs.end(), [](const Json& input) {
                    return input.is_object() && has_text(input, "path") && has_text(input, "xxh3") &&
                           (!input.contains("bytes") || input.at("bytes").is_number_unsigned());
                  });
         });
}

// Whether a manifest, which anyone may have edited, has the types that this one writes.
bool has_our_types(const Json& content) {
  if (!content.is_object()) return false;
  const Json stages = content.contains("stages") ? content.at("stages") : Json::object();
  if (!stages.is_object() || !are_inputs(content.value("/inputs"_json_pointer, Json::object()))) return false;
  return std::all_of(stages.begin(), stages.end(), [](const Json& stage) {
    if (!stage.is_object() || !has_text(stage, "fingerprint") || !has_text(stage, "grid") ||
        !has_text(stage, "version")) {
      return false;
    }
    const Json lines = stage.value("/summary"_json_pointer, Json::array());
    const Json files = stage.value("/files"_json_pointer, Json::array());
    return lines.is_array() &&
           std::all_of(lines.begin(), lines.end(), [](const Json& line) { return line.is_string(); }) &&
           files.is_array() && std::all_of(files.begin(), files.end(), [](const Json& file) {
             return file.is_object() && has_text(file, "name") && has_text(file, "sha256");
           });
  });
}

std::string now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

Manifest::Manifest(const Settings& settings, const mpi::Communicator& ranks)
    : settings_(settings), ranks_(ranks) {
  const auto text = mpi::on_first_rank(ranks, [&] {
    std::ifstream file(settings.run.directory / "manifest.json");
    return std::string(std::istreambuf_iterator<char>(file), {});
  });
  content_ = Json::parse(text, nullptr, false);
  // A manifest that cannot be read vouches for nothing: every stage runs.
  if (!has_our_types(content_)) content_ = Json::object();
  if (!content_.contains("stages")) return;
  // Before 0.2.0 the version stood once.
  for (Json& stage : content_["stages"]) {
    if (!stage.contains("version"))
      stage["version"] = has_text(content_, "version") ? content_.value("version", "") : "";
  }
}

std::vector<std::string> files_of_run_without_list(const fs::path& directory) {
  std::ifstream file(directory / "manifest.json");
  const Json content = Json::parse(file, nullptr, false);
  if (!content.is_object() || !has_text(content, "program") || content.value("program", "") != "lampyris")
    return {};
  std::vector<std::string> files{"job.toml", "log.txt", "manifest.json"};
  for (const Stage& stage : stages()) {
    for (const auto* names : {&stage.outputs, &stage.tables})
      files.insert(files.end(), names->begin(), names->end());
  }
  return files;
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

bool Manifest::knows(const Stage& stage) const {
  return !stage_of(content_, stage.name).empty();
}

bool Manifest::is_of_other_version(const Stage& stage) const {
  return knows(stage) && stage_of(content_, stage.name).value("version", std::string()) != version;
}

std::string Manifest::fingerprint(const Stage& stage, Gone gone) {
  std::string parts =
      fmt::format("lampyris {}\n{}\n{}\n", version, stage.name, settings_of(stage, settings_));
  for (const Stage& before : stages()) {
    if (std::find(stage.after.begin(), stage.after.end(), before.name) != stage.after.end()) {
      parts += fmt::format("{}: {}\n", before.name, fmt::join(contents_of(before), " "));
    }
  }
  const auto hashes = mpi::on_first_rank(ranks_, [&] {
    std::string lines;
    for (const auto& file : inputs_of(stage, settings_)) {
      const Json noted =
          gone == Gone::as_it_was && !fs::exists(file) ? noted_input(content_, stage.name, file) : Json();
      const std::string hash = noted.empty() ? hash_file(file) : noted.value("xxh3", std::string());
      const std::size_t bytes = noted.empty() ? fs::file_size(file) : noted.value("bytes", std::size_t{0});
      lines += fmt::format("{}\t{}\t{}\n", hash, bytes, file.string());
    }
    return lines;
  });
  std::istringstream lines(hashes);
  Json inputs = Json::array();
  std::vector<std::string> contents;  // a moved project has the same
  for (std::string hash, size, path;
       std::getline(lines, hash, '\t') && std::getline(lines, size, '\t') && std::getline(lines, path);) {
    inputs.push_back({{"path", path}, {"bytes", read_size(size).value_or(0)}, {"xxh3", hash}});
    contents.push_back(hash + "\t" + fs::path(path).filename().string());
  }
  if (!inputs.empty()) content_["inputs"][stage.name] = inputs;
  std::sort(contents.begin(), contents.end());
  return hash_text(fmt::format("{}{}", parts, fmt::join(contents, "\n")));
}

bool Manifest::has_run(const Stage& stage, const std::string& fingerprint) const {
  const auto recorded = stage_of(content_, stage.name);
  return recorded.value("fingerprint", std::string()) == fingerprint && recorded.contains("files");
}

std::vector<Manifest::File> Manifest::files(const Stage& stage) const {
  std::vector<File> made;
  for (const Json& file : stage_of(content_, stage.name).value("files", Json::array())) {
    made.push_back({file.value("name", std::string()), file.value("sha256", std::string())});
  }
  return made;
}

// What a stage has to say to those after it: its files, not why they are so. A model that was trained further
// under the same settings is another one.
std::vector<std::string> Manifest::contents_of(const Stage& stage) const {
  std::vector<std::string> contents;
  for (const auto& [name, sha256] : files(stage)) {
    if (name != "metrics.tsv") contents.push_back(sha256);  // which has times in it
  }
  return contents;
}

std::vector<Manifest::Difference> Manifest::differences(const Stage& stage) {
  std::vector<Difference> found;
  if (!seen_.insert(stage.name).second) return found;
  const auto made = files(stage);
  std::vector<fs::path> paths;
  for (const auto& file : made) paths.push_back(settings_.run.directory / file.name);
  const auto hashes = io::sha256_of(paths, ranks_);
  for (std::size_t f = 0; f < paths.size(); ++f) {
    if (hashes[f] != made[f].sha256) found.push_back({made[f].name, hashes[f].empty()});
  }
  return found;
}

std::vector<std::string> Manifest::summary(const Stage& stage) const {
  return stage_of(content_, stage.name).value("summary", std::vector<std::string>());
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
                                    {"version", version},
                                    {"finished", now()},
                                    {"seconds", run.seconds},
                                    {"ranks", ranks_.size()},
                                    {"grid", run.grid},
                                    {"peak_memory_bytes_all_ranks", static_cast<std::uint64_t>(peak)},
                                    {"peak_memory_bytes_largest_rank", static_cast<std::uint64_t>(largest)},
                                    {"summary", run.summary},
                                    {"files", describe_files(stage)}};
  seen_.insert(stage.name);
  write();
}

nlohmann::ordered_json Manifest::describe_files(const Stage& stage) const {
  std::vector<std::string> names = mpi::on_first_rank(ranks_, [&] {
    auto files = files_of(stage, settings_);
    std::erase_if(files,
                  [&](const auto& file) { return !fs::is_regular_file(settings_.run.directory / file); });
    return files;
  });
  std::vector<fs::path> paths;
  for (const auto& name : names) paths.push_back(settings_.run.directory / name);
  const auto hashes = io::sha256_of(paths, ranks_);
  Json files = Json::array();
  for (std::size_t f = 0; f < names.size(); ++f) files.push_back({{"name", names[f]}, {"sha256", hashes[f]}});
  return files;
}

void Manifest::take_over(const Stage& stage, const Manifest& other) {
  content_["stages"][stage.name] = stage_of(other.content_, stage.name);
  const Json inputs = other.content_.value("/inputs"_json_pointer / stage.name, Json::array());
  if (!inputs.empty()) content_["inputs"][stage.name] = inputs;
  seen_.insert(stage.name);
  write();
}

double Manifest::seconds(const Stage& stage) const {
  const Json recorded = stage_of(content_, stage.name);
  const auto found = recorded.find("seconds");
  return found != recorded.end() && found->is_number() ? found->get<double>() : 0;
}

void Manifest::forget(const Stage& stage) {
  if (content_.contains("stages")) content_["stages"].erase(stage.name);
  seen_.erase(stage.name);
  write();
}

void Manifest::write() const {
  mpi::on_first_rank(ranks_, [&] {
    Json whole = {
        {"program", "lampyris"}, {"version", version}, {"machine", machine()}, {"seed", settings_.run.seed}};
    whole["grid"] = content_.value("/stages/train/grid"_json_pointer, usual_grid());
    for (const char* part : {"inputs", "stages"}) {
      if (content_.contains(part)) whole[part] = content_[part];
    }
    io::write_atomically(settings_.run.directory / "manifest.json", whole.dump(2) + "\n");
  });
}

}  // namespace lampyris::jobs
