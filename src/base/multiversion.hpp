// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Put before a hot function: compiled for several instruction sets, the best one chosen when the program
/// starts, so that one build runs on every node of a mixed cluster. Off under the sanitizers, whose runtime
/// is not ready when the choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(LAMPYRIS_SANITIZED)
#define LAMPYRIS_MULTIVERSION __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAMPYRIS_MULTIVERSION
#endif
