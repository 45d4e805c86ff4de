#pragma once

// What stands in tests/support by now.
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/text_files.hpp"
