// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

// How every file that is not appended to comes to be: written whole under a private name, brought to the
// disk, then renamed.
namespace lampyris::io {

/// Writes `content` to `path` so that nobody ever sees half of it, a power loss included: under a temporary
/// name beside it, then renamed. Not collective. Throws DataError (unwritable directory, full disk) and
/// leaves no file behind.
void write_atomically(const std::filesystem::path& path, std::string_view content);

/// Makes an empty file beside `path` under a name that nobody can guess (".NAME.XXXXXXXX.partial"), never
/// through a link, and gives its name. Not collective. Throws DataError when the directory cannot be written,
/// and when `path` is something that must not be replaced: a directory or a device.
[[nodiscard]] std::filesystem::path make_temporary(const std::filesystem::path& path);

/// The file that a name given by make_temporary was to become; nothing for any other name.
[[nodiscard]] std::optional<std::filesystem::path> target_of_temporary(
    const std::filesystem::path& temporary);

/// Gives a complete file or directory `temporary` the name `path`, once it is on the disk: what the name
/// leads to is the old content or the new, whenever the power goes. Waits for the disk. Not collective.
/// Throws DataError, `temporary` is removed; throws what the guard of set_write_guard throws.
void put_in_place(const std::filesystem::path& temporary, const std::filesystem::path& path);

/// Waits until a file's content, or a directory's list of names, is on the disk. Throws DataError when it
/// cannot be brought there.
void sync_to_disk(const std::filesystem::path& path);

/// Makes a directory and those above it, where they do not stand, so that a power loss takes none away. Not
/// collective. Returns what failed, if anything.
[[nodiscard]] std::error_code make_directories(const std::filesystem::path& path);

/// Has put_in_place call `guard` from now on before it renames: a program that may no longer write there
/// throws. An empty guard is none.
void set_write_guard(void (*guard)());

}  // namespace lampyris::io
