#define TOML_IMPLEMENTATION
#include "jobs/settings/toml_text.hpp"
