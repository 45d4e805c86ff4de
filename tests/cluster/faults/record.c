/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the ranks of a run, records in one order what they do to files below a directory: names that come and go,
   bytes that are written, and what is brought to the disk. power_loss.py makes of it what would be left had the power gone at
   any moment. By environment: RECORD_BELOW, the directory, and RECORD_TO, the file that is appended to. A record is a line, with
   files by their number (inode):
     create FILE PATH | mkdir FILE PATH | rename FROM TO | remove PATH | truncate FILE SIZE | fsync FILE
     write FILE OFFSET BYTES, and the bytes
   What the C library writes by itself (log.txt, by fopen) is not seen: of such files the names alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__) = NULL; \
  if (real == NULL) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* One call of all threads and ranks at a time, so that records are in the order of the calls. */
static void begin(void) {
  pthread_mutex_lock(&mutex);
  if (record < 0) {
    REAL(int, "open", const char*, int, ...);
    record = real(getenv("RECORD_TO"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  }
  flock(record, LOCK_EX);
}

static void end(void) {
  const int error = errno;
  flock(record, LOCK_UN);
  pthread_mutex_unlock(&mutex);
  errno = error;
}

static void put(const void* data, size_t size) {
  REAL(ssize_t, "write", int, const void*, size_t);
  if (real(record, data, size) != (ssize_t)size) abort();
}

__attribute__((format(printf, 1, 2))) static void say(const char* format, ...) {
  char line[2 * PATH_MAX + 100];
  va_list more;
  va_start(more, format);
  const int length = vsnprintf(line, sizeof(line), format, more);
  va_end(more);
  put(line, (size_t)length);
}

static int is_below(const char* path) {
  const char* below = getenv("RECORD_BELOW");
  if (below == NULL || getenv("RECORD_TO") == NULL) return 0;
  const size_t length = strlen(below);
  return strncmp(path, below, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static int find_path(int file, char* path) {
  char link[64];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, PATH_MAX);
  if (length < 0) return 0;
  path[length] = '\0';
  return 1;
}

static int is_file_below(int file) {
  char path[PATH_MAX + 1];
  return find_path(file, path) && is_below(path);
}

/* The whole path of a name in a folder that is open, or in the current one. */
static const char* whole(int folder, const char* name, char* path) {
  if (name[0] == '/') return name;
  char above[PATH_MAX + 1] = "";
  if (folder == AT_FDCWD ? getcwd(above, PATH_MAX) == NULL : !find_path(folder, above)) return "";
  snprintf(path, 2 * PATH_MAX, "%s/%s", above, name);
  return path;
}

static unsigned long number_of(const char* path) {
  struct stat status;
  return lstat(path, &status) == 0 ? status.st_ino : 0;
}

static unsigned long number_of_file(int file) {
  struct stat status;
  return fstat(file, &status) == 0 ? status.st_ino : 0;
}

/* Records what opening made of a file that had this number before, 0 for none. */
static void say_opened(const char* path, unsigned long before, int emptied) {
  const unsigned long now = number_of(path);
  if (before == 0 && now != 0) say("create %lu %s\n", now, path);
  if (before != 0 && emptied) say("truncate %lu 0\n", now);
}

#define OPEN(name, parameters, types, arguments, folder)             \
  int name parameters {                                              \
    REAL(int, #name, types);                                         \
    char space[2 * PATH_MAX];                                        \
    va_list more;                                                    \
    va_start(more, flags);                                           \
    const unsigned mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(more, unsigned) : 0; \
    va_end(more);                                                    \
    if ((flags & (O_CREAT | O_TRUNC)) == 0) return real arguments;   \
    const char* where = whole(folder, path, space);                  \
    if (!is_below(where)) return real arguments;                     \
    begin();                                                         \
    const unsigned long before = number_of(where);                   \
    const int file = real arguments;                                 \
    if (file >= 0) say_opened(where, before, (flags & O_TRUNC) != 0); \
    end();                                                           \
    return file;                                                     \
  }
#define COMMA ,
OPEN(open, (const char* path, int flags, ...), const char* COMMA int COMMA ..., (path, flags, mode), AT_FDCWD)
OPEN(open64, (const char* path, int flags, ...), const char* COMMA int COMMA ..., (path, flags, mode), AT_FDCWD)
OPEN(openat, (int folder, const char* path, int flags, ...), int COMMA const char* COMMA int COMMA ...,
     (folder, path, flags, mode), folder)
OPEN(openat64, (int folder, const char* path, int flags, ...), int COMMA const char* COMMA int COMMA ...,
     (folder, path, flags, mode), folder)

#define FOPEN(name)                                                  \
  FILE* name(const char* path, const char* mode) {                   \
    REAL(FILE*, #name, const char*, const char*);                    \
    char space[2 * PATH_MAX];                                        \
    const char* where = whole(AT_FDCWD, path, space);                \
    if (mode[0] == 'r' || !is_below(where)) return real(path, mode); \
    begin();                                                         \
    const unsigned long before = number_of(where);                   \
    FILE* file = real(path, mode);                                   \
    if (file != NULL) say_opened(where, before, mode[0] == 'w');     \
    end();                                                           \
    return file;                                                     \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define WRITE(name, parameters, types, arguments, position)          \
  ssize_t name parameters {                                          \
    REAL(ssize_t, #name, types);                                     \
    if (file == record || !is_file_below(file)) return real arguments; \
    begin();                                                         \
    const ssize_t done = real arguments;                             \
    if (done > 0) {                                                  \
      say("write %lu %ld %ld\n", number_of_file(file), (long)(position), (long)done); \
      put(data, (size_t)done);                                       \
    }                                                                \
    end();                                                           \
    return done;                                                     \
  }
WRITE(write, (int file, const void* data, size_t size), int COMMA const void* COMMA size_t, (file, data, size),
      lseek(file, 0, SEEK_CUR) - done)
WRITE(pwrite, (int file, const void* data, size_t size, off_t at), int COMMA const void* COMMA size_t COMMA off_t,
      (file, data, size, at), at)
WRITE(pwrite64, (int file, const void* data, size_t size, off64_t at),
      int COMMA const void* COMMA size_t COMMA off64_t, (file, data, size, at), at)

/* As single writes: a stream has two parts at most. */
ssize_t writev(int file, const struct iovec* parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec*, int);
  if (!is_file_below(file)) return real(file, parts, count);
  ssize_t done = 0;
  for (int i = 0; i < count; ++i) {
    const ssize_t part = parts[i].iov_len > 0 ? write(file, parts[i].iov_base, parts[i].iov_len) : 0;
    if (part < 0) return done > 0 ? done : -1;
    done += part;
    if ((size_t)part < parts[i].iov_len) break;
  }
  return done;
}

/* A call whose success is recorded. */
#define RECORDED(name, parameters, types, arguments, concerned, ...) \
  int name parameters {                                              \
    REAL(int, #name, types);                                         \
    if (!(concerned)) return real arguments;                         \
    begin();                                                         \
    const int result = real arguments;                               \
    if (result == 0) say(__VA_ARGS__);                               \
    end();                                                           \
    return result;                                                   \
  }
RECORDED(ftruncate, (int file, off_t size), int COMMA off_t, (file, size), is_file_below(file), "truncate %lu %ld\n",
         number_of_file(file), (long)size)
RECORDED(ftruncate64, (int file, off64_t size), int COMMA off64_t, (file, size), is_file_below(file),
         "truncate %lu %ld\n", number_of_file(file), (long)size)
RECORDED(fsync, (int file), int, (file), is_file_below(file), "fsync %lu\n", number_of_file(file))
RECORDED(fdatasync, (int file), int, (file), is_file_below(file), "fsync %lu\n", number_of_file(file))
RECORDED(mkdir, (const char* path, mode_t mode), const char* COMMA mode_t, (path, mode),
         is_below(whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0})), "mkdir %lu %s\n", number_of(path),
         whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0}))
RECORDED(rename, (const char* from, const char* to), const char* COMMA const char*, (from, to),
         is_below(whole(AT_FDCWD, to, (char[2 * PATH_MAX]){0})), "rename %s\t%s\n",
         whole(AT_FDCWD, from, (char[2 * PATH_MAX]){0}), whole(AT_FDCWD, to, (char[2 * PATH_MAX]){0}))
RECORDED(remove, (const char* path), const char*, (path), is_below(whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0})),
         "remove %s\n", whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0}))
RECORDED(unlink, (const char* path), const char*, (path), is_below(whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0})),
         "remove %s\n", whole(AT_FDCWD, path, (char[2 * PATH_MAX]){0}))
RECORDED(unlinkat, (int folder, const char* path, int flags), int COMMA const char* COMMA int, (folder, path, flags),
         is_below(whole(folder, path, (char[2 * PATH_MAX]){0})), "remove %s\n",
         whole(folder, path, (char[2 * PATH_MAX]){0}))
