// SPDX-License-Identifier: Apache-2.0
#define TOML_IMPLEMENTATION
#include "jobs/settings/toml_text.hpp"
