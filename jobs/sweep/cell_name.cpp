// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/cell_name.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "src/base/fingerprint.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t longest_value = 40;
constexpr std::size_t longest_name = 150;

std::string hash_of(const std::string& text) {
  Fingerprint hash;
  hash.add(text);
  return hash.text().substr(0, 8);
}

std::string shortened(const std::string& text, std::size_t most, const std::string& whole) {
  return text.size() <= most ? text : text.substr(0, most - 9) + "-" + hash_of(whole);
}

// "[ 64, 64 ]" → "64-64".
std::string plain(const std::string& value) {
  std::string text;
  for (const char letter : value) {
    const bool kept = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' || letter == '+';
    if (kept) {
      text += letter;
    } else if (!text.empty() && text.back() != '-') {
      text += '-';
    }
  }
  while (!text.empty() && (text.back() == '-' || text.back() == '.')) text.pop_back();
  return text.empty() ? "none" : shortened(text, longest_value, value);
}

std::string last_part(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

std::string short_key(const std::string& key, const std::vector<std::string>& keys) {
  const auto alike =
      std::ranges::count_if(keys, [&](const auto& other) { return last_part(other) == last_part(key); });
  return alike > 1 ? key : last_part(key);
}

}  // namespace

std::vector<std::string> names_of_cells(
    const std::vector<std::vector<std::pair<std::string, std::string>>>& cells,
    const std::vector<std::string>& keys) {
  std::vector<std::string> names;
  std::vector<std::string> wholes;
  std::map<std::string, int> times;
  for (const auto& cell : cells) {
    std::string name;
    std::string whole;
    for (const auto& [key, value] : cell) {
      name += (name.empty() ? "" : "_") + short_key(key, keys) + "-" + plain(value);
      whole += key + "=" + value + "\n";
    }
    names.push_back(shortened(name, longest_name, whole));
    wholes.push_back(whole);
    ++times[names.back()];
  }
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (times[names[c]] > 1) names[c] += "-" + hash_of(wholes[c]);
  }
  return names;
}

}  // namespace lampyris::jobs
