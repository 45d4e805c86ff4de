// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris::io::h5 {

/// From now on this process can read and write what it has open, take memory and end; every other system
/// call fails. Where the kernel or the processor is of another kind, nothing changes.
void allow_reading_alone();

}  // namespace lampyris::io::h5
