// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/settings/key_kinds.hpp"

namespace lampyris::jobs {

template <class Owner>
Key<Owner> path(const char* name, std::filesystem::path Owner::*member, InputKind input, const char* help) {
  return {name,
          "path",
          {},
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_path(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, (owner.*member).string());
          },
          input,
          [=](const Owner& owner) {
            std::vector<std::filesystem::path> given;
            if (!(owner.*member).empty()) given.push_back(owner.*member);
            return given;
          }};
}

template <class Owner>
Key<Owner> paths(const char* name, std::vector<std::filesystem::path> Owner::*member, InputKind input,
                 const char* help) {
  return {name,
          "list of paths",
          {},
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_paths(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto& value : owner.*member) values.push_back(value.string());
            section.insert_or_assign(key, values);
          },
          input,
          [=](const Owner& owner) {
            auto given = owner.*member;
            std::erase(given, std::filesystem::path());
            return given;
          }};
}

}  // namespace lampyris::jobs
