// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mpi/communicator.hpp"
#include "tests/fuzz/run_reader.hpp"

namespace lampyris::fuzz {

/// Writes an HDF5 file that a text describes, so that every input is a whole file and what is fuzzed is how
/// its content is understood, not the library. Words are separated by blanks; what cannot be understood is
/// left out:
///
///     group /obs
///     data /X f4 3x2 gzip 1 2 3 4 5 6        values begin anew when they are too few; - is a scalar
///     data /huge i8 4000000000x9 chunk=8x3   what is larger than 65536 values is not written
///     data /obs/_index v 3 a b c             strings: v of variable length, s8 of 8 bytes
///     data /lzf i4 4 lzf 1 2 3               the bytes of its one chunk, as compressed by LZF
///     data /x i4 3x2 shuffle gzip 1 2 3      the filters that h5py has for numbers
///     data /y i4 4 deflated 120 1            the bytes of its one chunk, as compressed by gzip
///     attr /obs _index v - _index
///     compound /var 2 index:s4,n:i4 a 1 b 2
///     link /b /a                             soft
///
/// Numbers are i1 u1 i2 u2 i4 u4 i8 u8 f4 f8, and b for a bool as h5py stores it.
std::filesystem::path write_described(std::string_view text);

/// The second word of the first line, as of "read cohort", which write_described leaves out.
[[nodiscard]] std::string choice_of(std::string_view text);

/// The only rank.
[[nodiscard]] const mpi::Communicator& ranks();

/// Runs a reader as run_reader does; an HDF5 object that is left open ends the process, too.
int run_hdf5_reader(const std::function<void()>& read);

}  // namespace lampyris::fuzz
