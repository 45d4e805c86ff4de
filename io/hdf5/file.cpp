// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "io/hdf5/file_state.hpp"
#include "io/hdf5/lzf_filter.hpp"
#include "mpi/check.hpp"
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
  if (!std::ifstream(path)) throw DataError(fmt::format("{}: cannot be read (permissions)", path.string()));
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

hid_t open_to_read(const std::filesystem::path& path) {
  silence();
  register_lzf_filter();
  check_readable(path);
  // Each rank reads on its own: blocks are independent, and a chunk that was read stays in this rank's cache.
  const Properties access(H5Pcreate(H5P_FILE_ACCESS));
  constexpr hbool_t use_locks = 0;
  constexpr hbool_t ignore_missing_locks = 1;
  require(H5Pset_file_locking(access.id(), use_locks, ignore_missing_locks) >= 0, "open", "the file", path);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id());
  if (id < 0) throw DataError(fmt::format("{}: not an HDF5 file, or a truncated one", path.string()));
  return id;
}

File::File(std::unique_ptr<State> state) : state_(std::move(state)) {}
File::File(File&&) noexcept = default;

File File::create(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  silence();
  auto state = std::make_unique<State>();
  state->path = path;
  state->temporary = path.string() + ".partial";
  state->ranks = ranks.raw();
  state->first = ranks.rank() == 0;
  // MPI-IO reports an unwritable directory in words that no user understands, so it is tried first.
  {
    const bool failed = state->first && !std::ofstream(state->temporary);
    if (ranks.any(failed)) {
      throw DataError(
          fmt::format("cannot write {}: choose a directory that exists and can be written", path.string()));
    }
  }
  const Properties access(H5Pcreate(H5P_FILE_ACCESS));
  require(H5Pset_fapl_mpio(access.id(), ranks.raw(), MPI_INFO_NULL) >= 0, "create", "the file", path);
  require(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST) >= 0, "create", "the file",
          path);
  // Without times of writing, here of the root group, equal content gives equal files.
  const Properties create(H5Pcreate(H5P_FILE_CREATE));
  require(H5Pset_obj_track_times(create.id(), false) >= 0, "create", "the file", path);
  state->id = H5Fcreate(state->temporary.c_str(), H5F_ACC_TRUNC, create.id(), access.id());
  require(state->id >= 0, "create", "the file", path);
  state->pages.emplace(state->temporary);
  return File(std::move(state));
}

File File::open(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->ranks = ranks.raw();
  state->first = ranks.rank() == 0;
  state->id = open_to_read(path);
  return File(std::move(state));
}

File::~File() {
  // Closing a parallel file is collective: while an exception unwinds on one rank the others may never come,
  // and the file is left to the end of the job.
  if (!state_ || state_->id < 0) return;
  if (state_->temporary.empty() || std::uncaught_exceptions() == state_->unwinding) H5Fclose(state_->id);
  if (state_->first && !state_->temporary.empty()) {
    std::error_code ignored;
    std::filesystem::remove(state_->temporary, ignored);
  }
}

const std::filesystem::path& File::path() const {
  return state_->path;
}

void File::commit() {
  const hid_t id = std::exchange(state_->id, H5I_INVALID_HID);
  int bad = H5Fclose(id) < 0 ? 1 : 0;
  mpi::check(MPI_Allreduce(MPI_IN_PLACE, &bad, 1, MPI_INT, MPI_MAX, state_->ranks), "MPI_Allreduce");
  std::error_code failure;
  if (state_->first && !state_->temporary.empty()) {
    if (bad == 0) std::filesystem::rename(state_->temporary, state_->path, failure);
    if (bad != 0 || failure) {
      std::error_code ignored;
      std::filesystem::remove(state_->temporary, ignored);
      bad = 1;
    }
  }
  mpi::check(MPI_Allreduce(MPI_IN_PLACE, &bad, 1, MPI_INT, MPI_MAX, state_->ranks), "MPI_Allreduce");
  if (bad != 0) {
    throw DataError(
        fmt::format("cannot write {}: the disk may be full; free some space or choose another directory",
                    state_->path.string()));
  }
}

bool File::has(const std::string& path) const {
  // H5Lexists wants every group on the way to exist.
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (H5Lexists(state_->id, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  }
  return path == "/" || H5Lexists(state_->id, path.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::size_t> File::dims(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id, path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  const Space space(H5Dget_space(dataset.id()));
  const int rank = H5Sget_simple_extent_ndims(space.id());
  require(rank >= 0, "read the shape of", path, state_->path);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

void File::require_plausible(const std::string& path) const {
  const Dataset dataset(H5Dopen2(state_->id, path.c_str(), H5P_DEFAULT));
  require(dataset.valid(), "find dataset", path, state_->path);
  (void)plausible_count(dataset.id(), path, state_->path);
}

std::vector<std::string> File::children(const std::string& group) const {
  const Group handle(H5Gopen2(state_->id, group.c_str(), H5P_DEFAULT));
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
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (!part.empty() && part != "/" && H5Lexists(state_->id, part.c_str(), H5P_DEFAULT) <= 0) {
      const Properties create(H5Pcreate(H5P_GROUP_CREATE));
      H5Pset_obj_track_times(create.id(), false);
      const Group group(H5Gcreate2(state_->id, part.c_str(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
      require(group.valid(), "create group", part, state_->path);
    }
    if (slash == std::string::npos) return;
  }
}

}  // namespace lampyris::io::h5
