# SPDX-License-Identifier: Apache-2.0
# A repository of one package:  spack repo add packaging/spack; spack dev-build lampyris@main  in a clone.
from spack.package import *

try:
    from spack_repo.builtin.build_systems.cmake import CMakePackage, generator
except ImportError:  # before Spack 1.0 spack.package has them
    pass


class Lampyris(CMakePackage):
    """Disease modules from deep autoencoders of large gene-expression cohorts."""

    license("Apache-2.0")

    version("main", branch="main")

    variant("tests", default=False, description="Build the tests")
    variant("deflate", default=True, description="Read gzip in half of the time")
    variant("lzf", default=True, description="Read what h5py compressed by LZF")
    variant("onnx", default=True, description="Export models as ONNX")
    variant("npz", default=True, description="Export models as .npz of NumPy")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")

    depends_on("mpi")
    depends_on("scalapack")
    depends_on("hdf5@1.10:1.14 +mpi")
    depends_on("boost@1.74: +serialization")
    depends_on("onednn cpu_runtime=omp gpu_runtime=none")
    depends_on("blas")
    depends_on("lapack")
    depends_on("random123")
    depends_on("cli11")
    depends_on("tomlplusplus")
    depends_on("spdlog +shared fmt_external=true")
    depends_on("fmt")
    depends_on("nlohmann-json")
    depends_on("fast-float")
    depends_on("xxhash")
    depends_on("openssl")
    depends_on("pcre2")
    depends_on("zlib-api")
    depends_on("libdeflate", when="+deflate")
    depends_on("liblzf", when="+lzf")
    depends_on("protobuf", when="+onnx")
    depends_on("minizip", when="+npz")
    depends_on("googletest", when="+tests")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("LAMPYRIS_TESTS", "tests"),
            self.define("CMAKE_UNITY_BUILD", True),
        ]

    def setup_run_environment(self, env):
        env.set("LAMPYRIS_SCRIPTS", self.prefix.share.lampyris.slurm)
