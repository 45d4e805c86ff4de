// SPDX-License-Identifier: Apache-2.0
#include "src/base/heap.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace lampyris {

void release_free_pages() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace lampyris
