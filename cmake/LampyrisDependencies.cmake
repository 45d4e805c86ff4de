# SPDX-License-Identifier: Apache-2.0
# Everything comes from the system (Debian's packages, modules or conda): nothing is fetched at build time. Every find_* of
# the project stands here.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(MPI REQUIRED COMPONENTS CXX)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS serialization)
find_package(BLAS REQUIRED)
find_package(LAPACK REQUIRED)

# lampyris_import(NAME [HEADER file] [LIBRARY name …] [SUFFIXES folder …] [OPTIONAL]): an imported target lampyris::NAME of a
# package that brings no CMake file of use. Without OPTIONAL it must be there.
function(lampyris_import name)
  cmake_parse_arguments(ARG "OPTIONAL" "HEADER" "LIBRARY;SUFFIXES" ${ARGN})
  string(TOUPPER ${name} upper)
  if(ARG_OPTIONAL)
    set(required "")
  else()
    set(required REQUIRED)
  endif()
  set(found TRUE)
  if(ARG_HEADER)
    find_path(LAMPYRIS_${upper}_INCLUDE ${ARG_HEADER} PATH_SUFFIXES ${ARG_SUFFIXES} ${required})
    mark_as_advanced(LAMPYRIS_${upper}_INCLUDE)
    if(NOT LAMPYRIS_${upper}_INCLUDE)
      set(found FALSE)
    endif()
  endif()
  if(ARG_LIBRARY)
    find_library(LAMPYRIS_${upper}_LIBRARY NAMES ${ARG_LIBRARY} ${required})
    mark_as_advanced(LAMPYRIS_${upper}_LIBRARY)
    if(NOT LAMPYRIS_${upper}_LIBRARY)
      set(found FALSE)
    endif()
  endif()
  if(NOT found)
    return()
  endif()
  add_library(lampyris::${name} INTERFACE IMPORTED GLOBAL)
  if(ARG_HEADER)
    target_include_directories(lampyris::${name} SYSTEM INTERFACE ${LAMPYRIS_${upper}_INCLUDE})
  endif()
  if(ARG_LIBRARY)
    target_link_libraries(lampyris::${name} INTERFACE ${LAMPYRIS_${upper}_LIBRARY})
  endif()
endfunction()

# Debian names it scalapack-openmpi, other systems scalapack; Debian's own CMake file for it is broken.
lampyris_import(scalapack LIBRARY scalapack-openmpi scalapack)
# Debian's CMake file for oneDNN asks for OpenCL, which only its GPU engine needs.
lampyris_import(onednn HEADER oneapi/dnnl/dnnl.hpp LIBRARY dnnl)
lampyris_import(random123 HEADER Random123/philox.h)
lampyris_import(cli11 HEADER CLI/CLI.hpp)
lampyris_import(tomlplusplus HEADER toml++/toml.h)
lampyris_import(json HEADER nlohmann/json.hpp)
lampyris_import(fast_float HEADER fast_float/fast_float.h)
# SHA-256 of OpenSSL, which uses the processor's own instructions.
lampyris_import(crypto HEADER openssl/evp.h LIBRARY crypto)
lampyris_import(xxhash HEADER xxhash.h LIBRARY xxhash)
lampyris_import(pcre2 HEADER pcre2.h LIBRARY pcre2-8)
# Inflates in half of the time of the zlib behind HDF5.
lampyris_import(deflate HEADER libdeflate.h LIBRARY deflate OPTIONAL)
# Of use for reading alone: without it, files that h5py compressed by LZF are refused.
lampyris_import(lzf HEADER lzf.h LIBRARY lzf SUFFIXES liblzf OPTIONAL)
# Writes .npz: without it, `export --format npz` is refused.
lampyris_import(minizip HEADER minizip/zip.h LIBRARY minizip OPTIONAL)
# Writes ONNX: without it, `export --format onnx` is refused. Protobuf's own CMake file names what new releases need beside
# it; Debian has none.
find_package(Protobuf QUIET CONFIG)
if(NOT Protobuf_FOUND)
  find_package(Protobuf QUIET)
endif()
if(Protobuf_FOUND AND TARGET protobuf::protoc)
  add_library(lampyris::protobuf INTERFACE IMPORTED GLOBAL)
  target_link_libraries(lampyris::protobuf INTERFACE protobuf::libprotobuf-lite)
endif()

set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "HDF5 was found without MPI support: install parallel HDF5 (Debian: libhdf5-openmpi-dev)")
endif()
add_library(lampyris::hdf5 INTERFACE IMPORTED GLOBAL)
target_include_directories(lampyris::hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(lampyris::hdf5 INTERFACE ${HDF5_C_LIBRARIES} MPI::MPI_CXX)

add_library(lampyris::mpi_headers INTERFACE IMPORTED GLOBAL)
target_link_libraries(lampyris::mpi_headers INTERFACE MPI::MPI_CXX)
target_compile_definitions(lampyris::mpi_headers INTERFACE OMPI_SKIP_MPICXX=1 MPICH_SKIP_MPICXX=1)

if(LAMPYRIS_TESTS)
  find_package(GTest REQUIRED)
  # Debian's own Python first: it is the one that python3-anndata and python3-torch belong to.
  find_program(LAMPYRIS_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
  find_program(LAMPYRIS_PYTHON NAMES python3)
endif()
