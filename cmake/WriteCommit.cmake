# SPDX-License-Identifier: Apache-2.0
# At every build:  cmake -DSOURCE=… -DHEADER=… -P WriteCommit.cmake  says in a header which commit is built. The header is
# written only when that has changed. Where SOURCE is no working tree of git, the commit is "unknown".
set(LAMPYRIS_COMMIT unknown)
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-cdup
                OUTPUT_VARIABLE above OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed EQUAL 0 AND above STREQUAL "")
  execute_process(COMMAND git -C ${SOURCE} describe --always --tags --dirty
                  OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed EQUAL 0)
    set(LAMPYRIS_COMMIT ${found})
  endif()
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT [[
#pragma once

namespace lampyris::jobs {

inline constexpr const char* commit = "@LAMPYRIS_COMMIT@";

}  // namespace lampyris::jobs
]] @ONLY)
