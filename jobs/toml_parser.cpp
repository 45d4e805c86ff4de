#define TOML_IMPLEMENTATION
#include "jobs/toml_text.hpp"
