// SPDX-License-Identifier: Apache-2.0
#include "io/run/pipeline_group.hpp"

#include <fmt/format.h>

#include <span>
#include <stdexcept>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* root = "/preprocessing";

// Names of annotation columns may have anything in them, so they are no names of datasets.
template <class Map, class Write>
void write_map(h5::File& file, const std::string& group, const Map& map, Write write) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, values] : map) names.push_back(name);
  if (names.empty()) return;
  file.make_group(group);
  file.set_attribute(group, "names", names);
  std::size_t number = 0;
  for (const auto& [name, values] : map) {
    if (!values.empty()) write(fmt::format("{}/{}", group, number), values);
    ++number;
  }
}

template <class Map, class Read>
void read_map(const h5::File& file, const std::string& group, Map& map, Read read) {
  if (!file.has(group)) return;
  std::size_t number = 0;
  for (const auto& name : file.list_attribute(group, "names")) {
    const auto path = fmt::format("{}/{}", group, number++);
    map[name] = file.has(path) ? read(path) : typename Map::mapped_type();
  }
}

}  // namespace

void write_pipeline(h5::File& file, const Pipeline& pipeline) {
  if (pipeline.empty()) return;
  file.make_group(root);
  file.set_attribute(root, "steps", pipeline.texts());
  file.write_strings(std::string(root) + "/gene_ids", pipeline.input_genes());
  std::size_t step = 0;
  for (const auto& state : pipeline.states()) {
    const std::string group = fmt::format("{}/{}", root, step++);
    file.make_group(group);
    write_map(file, group + "/numbers", state.numbers,
              [&](const std::string& path, const std::vector<double>& values) {
                file.write<double>(path, std::span<const double>(values));
              });
    write_map(file, group + "/texts", state.texts,
              [&](const std::string& path, const std::vector<std::string>& values) {
                file.write_strings(path, values);
              });
  }
}

void write_pipeline_file(const std::filesystem::path& path, const Pipeline& pipeline,
                         const mpi::Communicator& ranks) {
  auto file = h5::File::create(path, ranks);
  write_pipeline(file, pipeline);
  file.commit();
}

Pipeline read_pipeline_file(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  return read_pipeline(h5::File::open(path, ranks));
}

Pipeline read_pipeline(const h5::File& file) {
  if (!file.has(root)) return {};
  try {
    const auto texts = file.list_attribute(root, "steps");
    std::vector<StepState> states(texts.size());
    for (std::size_t step = 0; step < texts.size(); ++step) {
      const std::string group = fmt::format("{}/{}", root, step);
      read_map(file, group + "/numbers", states[step].numbers,
               [&](const std::string& path) { return file.read<double>(path); });
      read_map(file, group + "/texts", states[step].texts,
               [&](const std::string& path) { return file.read_strings(path); });
    }
    Pipeline pipeline(texts, {});
    pipeline.restore(file.read_strings(std::string(root) + "/gene_ids"), states);
    return pipeline;
  } catch (const UsageError& error) {
    throw DataError(
        fmt::format("{}: {} was written by another version: {}", file.path().string(), root, error.what()));
  } catch (const std::out_of_range&) {
    throw DataError(
        fmt::format("{}: {} lacks what its steps have learnt; train again", file.path().string(), root));
  }
}

}  // namespace lampyris::io
