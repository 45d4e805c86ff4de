// SPDX-License-Identifier: Apache-2.0
#include "mpi/control_group.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "mpi/communicator.hpp"
#include "mpi/node_memory.hpp"

namespace lampyris::mpi {
namespace {

namespace fs = std::filesystem;

/// A folder with proc and sys as a kernel would show them; of this process alone.
class FakeRoot {
 public:
  FakeRoot() {
    std::string name = (fs::temp_directory_path() / "lampyris-root-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~FakeRoot() { fs::remove_all(path_); }
  FakeRoot(const FakeRoot&) = delete;
  FakeRoot& operator=(const FakeRoot&) = delete;

  void put(const std::string& file, const std::string& content) const {
    fs::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << content;
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(ControlGroup, ReadsTheGroupsOwnFolderInVersion2) {
  const FakeRoot root;
  root.put("proc/self/cgroup", "0::/system.slice/slurm/job_7/step_0\n");
  root.put("sys/fs/cgroup/system.slice/slurm/job_7/step_0/memory.max", "max\n");
  root.put("sys/fs/cgroup/system.slice/slurm/job_7/step_0/memory.current", "70\n");
  root.put("sys/fs/cgroup/system.slice/slurm/job_7/memory.max", "350\n");
  root.put("sys/fs/cgroup/system.slice/slurm/job_7/memory.current", "100\n");
  root.put("sys/fs/cgroup/system.slice/memory.max", "9000\n");
  root.put("sys/fs/cgroup/system.slice/memory.current", "1000\n");
  EXPECT_EQ(left_of_control_groups(root.path()), 250) << "the limit of the job, above the step";
  root.put("sys/fs/cgroup/system.slice/slurm/job_7/memory.stat", "anon 40\ninactive_file 60\n");
  EXPECT_EQ(left_of_control_groups(root.path()), 310) << "the page cache is given back";
}

TEST(ControlGroup, ReadsTheGroupsOwnFolderInVersion1) {
  const FakeRoot root;
  root.put("proc/self/cgroup", "5:cpu,cpuacct:/other\n4:memory:/slurm/uid_0/job_7\n0::/\n");
  root.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  root.put("sys/fs/cgroup/memory/memory.usage_in_bytes", "5000\n");
  root.put("sys/fs/cgroup/memory/slurm/uid_0/job_7/memory.limit_in_bytes", "350\n");
  root.put("sys/fs/cgroup/memory/slurm/uid_0/job_7/memory.usage_in_bytes", "100\n");
  root.put("sys/fs/cgroup/memory/slurm/uid_0/job_7/memory.stat", "cache 90\ntotal_inactive_file 50\n");
  EXPECT_EQ(left_of_control_groups(root.path()), 300);
}

TEST(ControlGroup, ReadsWhatIsMountedWhenItsOwnFolderIsOutOfSight) {
  const FakeRoot root;
  root.put("proc/self/cgroup", "0::/docker/1234\n");
  root.put("sys/fs/cgroup/memory.max", "350\n");
  root.put("sys/fs/cgroup/memory.current", "400\n");
  EXPECT_EQ(left_of_control_groups(root.path()), 0);
}

TEST(ControlGroup, HasNoLimitWhereThereIsNone) {
  const FakeRoot root;
  EXPECT_TRUE(std::isinf(left_of_control_groups(root.path()))) << "no groups";
  root.put("proc/self/cgroup", "0::/a\nnonsense\n1:name=systemd:/\n");
  root.put("sys/fs/cgroup/a/memory.max", "max\n");
  EXPECT_TRUE(std::isinf(left_of_control_groups(root.path())));
}

TEST(ControlGroup, TakesWhatSlurmGranted) {
  unsetenv("SLURM_MEM_PER_CPU");
  setenv("SLURM_MEM_PER_NODE", "350", 1);
  EXPECT_EQ(granted_by_slurm(), 350.0 * 1024 * 1024);
  const auto ranks = Communicator::world();
  const auto node = ranks.node();
  EXPECT_LE(available_memory(node), 350.0 * 1024 * 1024 / node.size());
  setenv("SLURM_MEM_PER_NODE", "0", 1);
  EXPECT_TRUE(std::isinf(granted_by_slurm())) << "all of the node";
  setenv("SLURM_MEM_PER_CPU", "100", 1);
  setenv("SLURM_CPUS_ON_NODE", "4", 1);
  EXPECT_EQ(granted_by_slurm(), 400.0 * 1024 * 1024);
  for (const char* name : {"SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_CPUS_ON_NODE"}) unsetenv(name);
}

TEST(ControlGroup, SeesTheLimitOfAddressSpace) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  rlimit narrow = before;
  narrow.rlim_cur = rlim_t{64} << 30;
  if (before.rlim_cur != RLIM_INFINITY && before.rlim_cur < narrow.rlim_cur)
    GTEST_SKIP() << "limited already";
  ASSERT_EQ(setrlimit(RLIMIT_AS, &narrow), 0);
  const double left = left_of_address_space();
  ASSERT_EQ(setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_LT(left, 64.0 * 1024 * 1024 * 1024);
  EXPECT_GT(left, 1e9);
}

}  // namespace
}  // namespace lampyris::mpi
