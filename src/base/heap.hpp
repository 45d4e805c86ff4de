// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris {

/// Gives the pages that lie free inside the heap back to the system. Small results that outlive large arrays
/// pin the heap's end, and an array of the next round may not fit into the hole that the last one left:
/// without this, a loop over contrasts can keep a hole for each.
void release_free_pages();

}  // namespace lampyris
