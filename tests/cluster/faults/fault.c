/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the ranks of a run, makes one system call fail that touches files below a directory. By environment:
   FAULT_BELOW  the directory; without it nothing fails
   FAULT_RANK   the rank that fails, as Open MPI numbers it, or "all"
   FAULT_CALL   open, write (ftruncate, too), fsync, rename or close (of what was open for writing)
   FAULT_AT     the how-manieth such call of the process fails, from 1
   FAULT_ERROR  the errno (28 = ENOSPC)
   FAULT_SHORT  1: the write writes half instead of failing, and where FAULT_ERROR is not 0, all after it fail
   FAULT_COUNT  1: none fails
   FAULT_TOLD   a file to which a line is added for every call that fails, with FAULT_COUNT for every call of any kind: rank,
                call ("half" for a write that writes half), its number, path */
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
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char* const calls[] = {"open", "write", "fsync", "rename", "close"};
enum { kinds = sizeof(calls) / sizeof(calls[0]) };
static atomic_int seen[kinds];

static const char* setting(const char* name) {
  const char* text = getenv(name);
  return text == NULL ? "" : text;
}

static int is_below(const char* path) {
  const char* below = setting("FAULT_BELOW");
  return below[0] != '\0' && path != NULL && strncmp(path, below, strlen(below)) == 0;
}

/* The path of an open file below the directory; 0 when it is elsewhere. */
static int find_below(int file, char* path) {
  char link[64];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, PATH_MAX);
  if (length < 0) return 0;
  path[length] = '\0';
  return is_below(path);
}

static void tell(const char* call, int number, const char* where) {
  const char* path = setting("FAULT_TOLD");
  int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, "open");
  const int file = path[0] == '\0' ? -1 : real(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (file < 0) return;
  dprintf(file, "%s %s %d %s\n", setting("OMPI_COMM_WORLD_RANK"), call, number, where);
  int (*real_close)(int) = (int (*)(int))dlsym(RTLD_NEXT, "close");
  real_close(file);
}

static int short_writes(void) { return setting("FAULT_SHORT")[0] == '1'; }

enum { works = 0, fails = 1, writes_half = 2 };

/* What befalls this call. The one that counts is the one that is asked for. */
static int fate(const char* call, const char* path) {
  int kind = 0;
  while (strcmp(calls[kind], call) != 0) ++kind;
  const int now = atomic_fetch_add(&seen[kind], 1) + 1;
  if (setting("FAULT_COUNT")[0] == '1') {
    tell(call, now, path);
    return works;
  }
  if (strcmp(setting("FAULT_CALL"), call) != 0) return works;
  const char* rank = setting("FAULT_RANK");
  if (strcmp(rank, "all") != 0 && strcmp(rank, setting("OMPI_COMM_WORLD_RANK")) != 0) return works;
  const int at = atoi(setting("FAULT_AT"));
  const int error = atoi(setting("FAULT_ERROR"));
  if (now < at || (now > at && !(short_writes() && error != 0))) return works;
  const int half = now == at && short_writes();
  tell(half ? "half" : call, now, path);
  errno = error;
  return half ? writes_half : fails;
}

/* The same of a call that is given an open file. */
static int fate_of_file(const char* call, int file) {
  char path[PATH_MAX + 1];
  return find_below(file, path) ? fate(call, path) : works;
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
    return is_below(path) && fate("open", path) ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                  \
  FILE* name(const char* path, const char* mode) {                   \
    REAL(FILE*, #name, const char*, const char*);                    \
    return is_below(path) && fate("open", path) ? NULL : real(path, mode); \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define WRITE(name, parameters, types, arguments, half)              \
  ssize_t name parameters {                                          \
    REAL(ssize_t, #name, types);                                     \
    const int what = fate_of_file("write", file);                    \
    if (what == works || (what == writes_half && size < 2)) return real arguments; \
    return what == writes_half ? real half : -1;                     \
  }
#define COMMA ,
WRITE(write, (int file, const void* data, size_t size), int COMMA const void* COMMA size_t, (file, data, size),
      (file, data, size / 2))
WRITE(pwrite, (int file, const void* data, size_t size, off_t at), int COMMA const void* COMMA size_t COMMA off_t,
      (file, data, size, at), (file, data, size / 2, at))
WRITE(pwrite64, (int file, const void* data, size_t size, off64_t at),
      int COMMA const void* COMMA size_t COMMA off64_t, (file, data, size, at), (file, data, size / 2, at))

/* Half of many parts is the first of them. */
ssize_t writev(int file, const struct iovec* parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec*, int);
  const int what = fate_of_file("write", file);
  if (what == works) return real(file, parts, count);
  return what == writes_half ? real(file, parts, 1) : -1;
}

#define TRUNCATE(name, type)                                         \
  int name(int file, type size) {                                    \
    REAL(int, #name, int, type);                                     \
    return fate_of_file("write", file) == fails ? -1 : real(file, size); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                   \
  int name(int file) {                                               \
    REAL(int, #name, int);                                           \
    return fate_of_file("fsync", file) ? -1 : real(file);            \
  }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char* from, const char* to) {
  REAL(int, "rename", const char*, const char*);
  return is_below(to) && fate("rename", to) ? -1 : real(from, to);
}

/* Whether closing brings something to the disk that can be lost there: not of what was read, or is empty. */
static int matters(int file) {
  struct stat status;
  const int flags = fcntl(file, F_GETFL);
  return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && fstat(file, &status) == 0 && status.st_size > 0;
}

/* The file is closed, as Linux does it, and says that it was not. */
int close(int file) {
  REAL(int, "close", int);
  const int what = matters(file) ? fate_of_file("close", file) : works;
  const int error = errno;
  const int result = real(file);
  if (what == works) return result;
  errno = error;
  return -1;
}
