// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/key_kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

[[noreturn]] void wrong(const std::string& shown, const std::string& due) {
  throw UsageError(fmt::format("{}: must be {}", shown, due));
}

std::string text_that_is(const toml::node& node, const std::string& shown, const char* due) {
  const auto value = node.value_exact<std::string>();
  if (!value) wrong(shown, due);
  return *value;
}

// One value is as good as a list of one.
template <class Each>
void for_each_element(const toml::node& node, Each each) {
  if (const auto* array = node.as_array()) {
    for (const auto& element : *array) each(element);
  } else {
    each(node);
  }
}

}  // namespace

std::string Range::text() const {
  const char* least = open_low ? "above" : "at least";
  if (std::isinf(high)) return fmt::format("{} {}", least, low);
  return fmt::format("{} {} and at most {}", least, low, high);
}

double read_number(const toml::node& node, const Range& range, const std::string& due,
                   const std::string& shown) {
  const auto value = node.value<double>();
  if (!node.is_number() || !value || !(*value >= range.low && *value <= range.high) ||
      (range.open_low && *value == range.low)) {
    wrong(shown, due);
  }
  return *value;
}

double read_whole_number(const toml::node& node, const Range& range, const std::string& due,
                         const std::string& shown) {
  if (!node.is_integer()) wrong(shown, due);
  return read_number(node, range, due, shown);
}

std::vector<std::size_t> read_whole_numbers(const toml::node& node, const Range& range,
                                            const std::string& shown) {
  const auto due = "a list of whole numbers, each " + range.text();
  std::vector<std::size_t> numbers;
  for_each_element(node, [&](const toml::node& element) {
    numbers.push_back(static_cast<std::size_t>(read_whole_number(element, range, due, shown)));
  });
  if (numbers.empty()) wrong(shown, due);
  return numbers;
}

std::string read_text(const toml::node& node, const std::string& shown) {
  return text_that_is(node, shown, "a text in quotes");
}

std::vector<std::string> read_texts(const toml::node& node, const std::string& shown) {
  std::vector<std::string> texts;
  for_each_element(node, [&](const toml::node& element) {
    texts.push_back(text_that_is(element, shown, "a list of texts in quotes"));
  });
  return texts;
}

std::filesystem::path read_path(const toml::node& node, const std::string& shown) {
  const auto text = text_that_is(node, shown, "a path in quotes");
  return text.empty() ? std::filesystem::path() : std::filesystem::absolute(text).lexically_normal();
}

std::vector<std::filesystem::path> read_paths(const toml::node& node, const std::string& shown) {
  std::vector<std::filesystem::path> paths;
  for_each_element(node, [&](const toml::node& element) { paths.push_back(read_path(element, shown)); });
  return paths;
}

bool read_flag(const toml::node& node, const std::string& shown) {
  const auto value = node.value_exact<bool>();
  if (!value) wrong(shown, "true or false");
  return *value;
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace lampyris::jobs
