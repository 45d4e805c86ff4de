/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the ranks of a run, makes one system call fail that touches files below a directory. By environment:
   FAULT_BELOW  the directory; without it nothing fails
   FAULT_RANK   the rank that fails, as Open MPI numbers it, or "all"
   FAULT_CALL   open, write (ftruncate, too), fsync or rename
   FAULT_AT     the how-manieth such call of the process fails, from 1; and FAULT_ON=1: every one after it, too
   FAULT_ERROR  the errno (28 = ENOSPC); FAULT_SHORT=1: a write writes half instead of failing
   FAULT_COUNT  1: none fails
   FAULT_TOLD   a file to which a line is added for every call that fails, or would */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int seen;

static const char* setting(const char* name) {
  const char* text = getenv(name);
  return text == NULL ? "" : text;
}

static int is_below(const char* path) {
  const char* below = setting("FAULT_BELOW");
  return below[0] != '\0' && path != NULL && strncmp(path, below, strlen(below)) == 0;
}

static int is_file_below(int file) {
  char link[64];
  char path[PATH_MAX + 1];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, PATH_MAX);
  if (length < 0) return 0;
  path[length] = '\0';
  return is_below(path);
}

static void tell(const char* call) {
  const char* path = setting("FAULT_TOLD");
  int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, "open");
  const int file = path[0] == '\0' ? -1 : real(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (file < 0) return;
  dprintf(file, "%s %d\n", call, atomic_load(&seen));
  close(file);
}

/* Whether this call fails. The one that counts is the one that is asked for. */
static int fails(const char* call) {
  if (strcmp(setting("FAULT_CALL"), call) != 0) return 0;
  const char* rank = setting("FAULT_RANK");
  if (strcmp(rank, "all") != 0 && strcmp(rank, setting("OMPI_COMM_WORLD_RANK")) != 0) return 0;
  const int at = atoi(setting("FAULT_AT"));
  const int now = atomic_fetch_add(&seen, 1) + 1;
  if (now != at && !(now > at && setting("FAULT_ON")[0] == '1')) return 0;
  tell(call);
  if (setting("FAULT_COUNT")[0] == '1') return 0;
  errno = atoi(setting("FAULT_ERROR"));
  return 1;
}

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__) = NULL; \
  if (real == NULL) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(name)                                                   \
  int name(const char* path, int flags, ...) {                      \
    REAL(int, #name, const char*, int, ...);                         \
    va_list more;                                                    \
    va_start(more, flags);                                           \
    const unsigned mode = va_arg(more, unsigned);                    \
    va_end(more);                                                    \
    return is_below(path) && fails("open") ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                  \
  FILE* name(const char* path, const char* mode) {                   \
    REAL(FILE*, #name, const char*, const char*);                    \
    return is_below(path) && fails("open") ? NULL : real(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

static int short_writes(void) { return setting("FAULT_SHORT")[0] == '1'; }

#define WRITE(name, parameters, types, arguments, half)              \
  ssize_t name parameters {                                          \
    REAL(ssize_t, #name, types);                                     \
    if (!is_file_below(file) || !fails("write")) return real arguments; \
    return short_writes() && size > 1 ? real half : -1;              \
  }
#define COMMA ,
WRITE(write, (int file, const void* data, size_t size), int COMMA const void* COMMA size_t, (file, data, size),
      (file, data, size / 2))
WRITE(pwrite, (int file, const void* data, size_t size, off_t at), int COMMA const void* COMMA size_t COMMA off_t,
      (file, data, size, at), (file, data, size / 2, at))
WRITE(pwrite64, (int file, const void* data, size_t size, off64_t at),
      int COMMA const void* COMMA size_t COMMA off64_t, (file, data, size, at), (file, data, size / 2, at))

ssize_t writev(int file, const struct iovec* parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec*, int);
  return is_file_below(file) && fails("write") ? -1 : real(file, parts, count);
}

int ftruncate(int file, off_t size) {
  REAL(int, "ftruncate", int, off_t);
  return is_file_below(file) && !short_writes() && fails("write") ? -1 : real(file, size);
}

int ftruncate64(int file, off64_t size) {
  REAL(int, "ftruncate64", int, off64_t);
  return is_file_below(file) && !short_writes() && fails("write") ? -1 : real(file, size);
}

int fsync(int file) {
  REAL(int, "fsync", int);
  return is_file_below(file) && fails("fsync") ? -1 : real(file);
}

int fdatasync(int file) {
  REAL(int, "fdatasync", int);
  return is_file_below(file) && fails("fsync") ? -1 : real(file);
}

int rename(const char* from, const char* to) {
  REAL(int, "rename", const char*, const char*);
  return is_below(to) && fails("rename") ? -1 : real(from, to);
}
