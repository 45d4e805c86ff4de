// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "io/hdf5/file_check.hpp"
#include "io/hdf5/file_state.hpp"
#include "io/hdf5/lzf_filter.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {
namespace {

herr_t keep_deepest(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

void silence() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void check_readable(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw DataError(fmt::format("{}: no such file", path.string()));
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(fmt::format("{}: a directory, where an HDF5 file is due", path.string()));
  }
  errno = 0;
  if (!std::ifstream(path)) {
    throw DataError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  }
}

}  // namespace

void fail(const std::string& what, const std::string& object, const std::filesystem::path& file) {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_deepest, &reason);
  throw DataError(
      fmt::format("{}: cannot {} {}{}{}", file.string(), what, object, reason.empty() ? "" : ": ", reason));
}

std::size_t plausible_count(hid_t dataset, const std::string& path, const std::filesystem::path& file) {
  constexpr double most_compression = 1032;
  constexpr double most_unwritten = 64 << 20;
  const Space space(H5Dget_space(dataset));
  const Datatype type(H5Dget_type(dataset));
  const int axes = H5Sget_simple_extent_ndims(space.id());
  require(axes >= 0 && type.valid(), "read the shape of", path, file);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(axes));
  H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
  // A product of sizes may be more than an integer holds.
  double count = H5Sget_simple_extent_type(space.id()) == H5S_NULL ? 0 : 1;
  for (const auto size : sizes) count *= static_cast<double>(size);
  const auto stored = static_cast<double>(H5Dget_storage_size(dataset));
  const double bytes =
      count * static_cast<double>(std::max<std::size_t>(sizeof(double), H5Tget_size(type.id())));
  if (bytes > most_unwritten + sizeof(double) * most_compression * stored) {
    throw DataError(
        fmt::format("{}: dataset {} is of {} and has {} bytes stored, which cannot hold so many values",
                    file.string(), path, fmt::join(sizes, " × "), stored));
  }
  return static_cast<std::size_t>(count);
}

void make_groups(hid_t file, const std::string& path, const std::filesystem::path& name) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (!part.empty() && part != "/" && H5Lexists(file, part.c_str(), H5P_DEFAULT) <= 0) {
      const Properties create(H5Pcreate(H5P_GROUP_CREATE));
      H5Pset_obj_track_times(create.id(), false);
      const Group group(H5Gcreate2(file, part.c_str(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
      require(group.valid(), "create group", part, name);
    }
    if (slash == std::string::npos) return;
  }
}

hid_t open_unchecked(const std::filesystem::path& path) {
  silence();
  register_lzf_filter();
  // Each rank reads on its own: blocks are independent, and a chunk that was read stays in this rank's cache.
  const Properties access(H5Pcreate(H5P_FILE_ACCESS));
  constexpr hbool_t use_locks = 0;
  constexpr hbool_t ignore_missing_locks = 1;
  require(H5Pset_file_locking(access.id(), use_locks, ignore_missing_locks) >= 0, "open", "the file", path);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id());
  if (id < 0) throw DataError(fmt::format("{}: not an HDF5 file, or a truncated one", path.string()));
  return id;
}

hid_t open_to_read(const std::filesystem::path& path) {
  check_readable(path);
  check_file(path);
  return open_unchecked(path);
}

File::File(std::unique_ptr<State> state) : state_(std::move(state)) {}
File::File(File&&) noexcept = default;

File File::create(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  silence();
  auto state = std::make_unique<State>();
  state->path = path;
  auto& created = state->created.emplace(path, ranks);
  mpi::on_first_rank(ranks, [&] { created.structure.emplace(path); });
  return File(std::move(state));
}

File File::open(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  // One look at the file is enough for all: on a node of many ranks as many processes would read it.
  mpi::on_first_rank(ranks, [&] {
    check_readable(path);
    check_file(path);
  });
  trust_file(path);
  auto state = std::make_unique<State>();
  state->path = path;
  state->file = OpenFile(mpi::agreed(ranks, [&] {
    check_readable(path);
    return open_unchecked(path);
  }));
  return File(std::move(state));
}

File::~File() = default;

const std::filesystem::path& File::path() const {
  return state_->path;
}

void File::require_written() const {
  state_->created->bytes.require_written();
}

void File::commit() {
  auto& created = *state_->created;
  created.on_structure([&](hid_t) { created.structure->write_to(created.bytes); });
  created.bytes.commit();
  state_->created.reset();
  trust_file(state_->path);
}

bool File::has(const std::string& path) const {
  // H5Lexists wants every group on the way to exist.
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (H5Lexists(state_->id(), path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  }
  return path == "/" || H5Lexists(state_->id(), path.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::size_t> File::dims(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id(), path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  const Space space(H5Dget_space(dataset.id()));
  const int rank = H5Sget_simple_extent_ndims(space.id());
  require(rank >= 0, "read the shape of", path, state_->path);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

void File::require_plausible(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id(), path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  (void)plausible_count(dataset.id(), path, state_->path);
}

std::vector<std::string> File::children(const std::string& group) const {
  const Group handle(H5Gopen2(state_->id(), group.c_str(), H5P_DEFAULT));
  require(handle.valid(), "find group", group, state_->path);
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* into) -> herr_t {
    static_cast<std::vector<std::string>*>(into)->emplace_back(name);
    return 0;
  };
  require(H5Literate(handle.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names) >= 0, "list", group,
          state_->path);
  return names;
}

void File::make_group(const std::string& path) {
  state_->created->on_structure([&](hid_t file) { make_groups(file, path, state_->path); });
}

}  // namespace lampyris::io::h5
