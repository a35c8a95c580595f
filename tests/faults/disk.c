/* What a program does to the files of one folder: noted in a log, and made to fail where a test asks for it.
 *
 * Loaded before the C library (LD_PRELOAD), so it stands under the shipped SQLite and under Python alike.
 * disk_watch(folder, log) begins; disk_note(n) puts a mark into the log; disk_fail(n, error, kinds) makes the n-th
 * call from now fail once; disk_calls() tells how many calls there were since then.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { FILES = 4096, WRITES = 1, SYNCS = 2, READS = 4, NAMES = 8 };

static char folder[PATH_MAX], *names[FILES];
static size_t folder_length;
static int log_file = -1, fail_error, fail_kinds;
static long fail_at, calls;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void disk_watch(const char *where, const char *log) {
    folder_length = strlen(where);
    memcpy(folder, where, folder_length + 1);
    log_file = log ? (int)syscall(SYS_open, log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
}

void disk_fail(long nth, int error, int kinds) {
    calls = 0;
    fail_at = nth;
    fail_error = error;
    fail_kinds = kinds;
}

long disk_calls(void) { return calls; }

static void note(char act, uint64_t file, uint64_t at, const void *data, uint32_t size) {
    if (log_file < 0) return;
    struct __attribute__((packed)) { char act; uint64_t file, at; uint32_t size; } head = {act, file, at, size};
    pthread_mutex_lock(&lock);
    syscall(SYS_write, log_file, &head, sizeof head);
    if (size) syscall(SYS_write, log_file, data, size);
    pthread_mutex_unlock(&lock);
}

void disk_note(uint64_t number) { note('N', 0, number, NULL, 0); }

/* Returns what of a path lies inside the folder, NULL for another place. */
static const char *inside(const char *path) {
    char whole[PATH_MAX];
    static __thread char held[PATH_MAX];
    if (!folder_length || !path) return NULL;
    if (path[0] == '/') snprintf(whole, sizeof whole, "%s", path);
    else {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return NULL;
        if (snprintf(whole, sizeof whole, "%s/%s", here, path) >= (int)sizeof whole) return NULL;
    }
    if (strncmp(whole, folder, folder_length)) return NULL;
    if (whole[folder_length] == 0) return ".";
    if (whole[folder_length] != '/') return NULL;
    snprintf(held, sizeof held, "%s", whole + folder_length + 1);
    return held;
}

static int watched(int file) { return file >= 0 && file < FILES && names[file] != NULL; }

static int fails(int kind) {
    if (!(kind & fail_kinds)) return 0;
    if (++calls != fail_at) return 0;
    errno = fail_error;
    return 1;
}

static uint64_t number(int file) {
    struct stat found;
    return fstat(file, &found) ? 0 : (uint64_t)found.st_ino;
}

static int opened(const char *path, int flags, mode_t mode) {
    const char *name = inside(path);
    struct stat before;
    int was_there = name && !(flags & O_DIRECTORY) ? !stat(path, &before) : 1;
    if (name && (flags & O_CREAT) && !was_there && fails(WRITES)) return -1;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (file < 0 || file >= FILES || !name) return file;
    names[file] = strdup(name);
    if (!was_there) note('C', number(file), 0, name, (uint32_t)strlen(name));
    else if (flags & O_TRUNC) note('F', number(file), 0, NULL, 0);
    return file;
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags, mode) return opened(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return opened(path, flags, mode); }
int openat(int at, const char *path, int flags, ...) {
    MODE(flags, mode)
    if (at == AT_FDCWD || path[0] == '/') return opened(path, flags, mode);
    return (int)syscall(SYS_openat, at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags, mode)
    if (at == AT_FDCWD || path[0] == '/') return opened(path, flags, mode);
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

int close(int file) {
    if (file >= 0 && file < FILES) names[file] = NULL; /* the name leaks: a test is short */
    return (int)syscall(SYS_close, file);
}

static ssize_t written(int file, const void *data, size_t size, off_t at) {
    if (fails(WRITES)) return -1;
    ssize_t done = (ssize_t)syscall(SYS_pwrite64, file, data, size, at);
    if (done > 0) note('W', number(file), (uint64_t)at, data, (uint32_t)done);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return watched(file) ? written(file, data, size, at) : (ssize_t)syscall(SYS_pwrite64, file, data, size, at);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { return pwrite(file, data, size, at); }

ssize_t write(int file, const void *data, size_t size) {
    if (!watched(file)) return (ssize_t)syscall(SYS_write, file, data, size);
    if (fails(WRITES)) return -1;
    struct stat found;
    int flags = fcntl(file, F_GETFL);
    off_t at = (flags & O_APPEND) && !fstat(file, &found) ? found.st_size : lseek(file, 0, SEEK_CUR);
    ssize_t done = (ssize_t)syscall(SYS_write, file, data, size);
    if (done > 0) note('W', number(file), (uint64_t)at, data, (uint32_t)done);
    return done;
}

/* What copies inside the kernel would not be seen; Python then copies by hand. */
ssize_t sendfile(int to, int from, off_t *at, size_t size) { (void)to, (void)from, (void)at, (void)size; errno = EINVAL; return -1; }
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    (void)from, (void)a, (void)to, (void)b, (void)size, (void)flags;
    errno = EINVAL;
    return -1;
}

ssize_t pread(int file, void *data, size_t size, off_t at) {
    if (watched(file) && fails(READS)) return -1;
    return (ssize_t)syscall(SYS_pread64, file, data, size, at);
}
ssize_t pread64(int file, void *data, size_t size, off64_t at) { return pread(file, data, size, at); }
ssize_t read(int file, void *data, size_t size) {
    if (watched(file) && fails(READS)) return -1;
    return (ssize_t)syscall(SYS_read, file, data, size);
}

int ftruncate(int file, off_t size) {
    if (watched(file) && fails(WRITES)) return -1;
    int done = (int)syscall(SYS_ftruncate, file, size);
    if (!done && watched(file)) note('F', number(file), (uint64_t)size, NULL, 0);
    return done;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

static int synced(int file, long call) {
    if (watched(file) && fails(SYNCS)) return -1;
    int done = (int)syscall(call, file);
    struct stat found;
    if (done || !watched(file) || fstat(file, &found)) return done;
    if (S_ISDIR(found.st_mode)) note('D', 0, 0, names[file], (uint32_t)strlen(names[file]));
    else note('S', found.st_ino, 0, NULL, 0);
    return done;
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

/* Returns a path that is meant from an open folder as one from the root. */
static const char *from_root(int at, const char *path, char *whole) {
    char link[64], here[PATH_MAX];
    if (at == AT_FDCWD || path[0] == '/') return path;
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t length = readlink(link, here, sizeof here - 1);
    if (length < 0) return path;
    here[length] = 0;
    return snprintf(whole, PATH_MAX, "%s/%s", here, path) < PATH_MAX ? whole : path;
}

static int gone(int at, const char *path, int flags) {
    char whole[PATH_MAX];
    const char *name = inside(from_root(at, path, whole));
    if (name && fails(NAMES)) return -1;
    int done = (int)syscall(SYS_unlinkat, at, path, flags);
    if (!done && name) note('U', 0, 0, name, (uint32_t)strlen(name));
    return done;
}
int unlink(const char *path) { return gone(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return gone(at, path, flags); }
int rmdir(const char *path) { return gone(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdir(const char *path, mode_t mode) {
    const char *name = inside(path);
    if (name && fails(NAMES)) return -1;
    int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (!done && name) note('M', 0, 0, name, (uint32_t)strlen(name));
    return done;
}

/* Notes that a file has a name more (L), or another one instead (R). */
static int named(char act, const char *from, const char *to) {
    char both[2 * PATH_MAX];
    const char *name = inside(from);
    if (name && fails(NAMES)) return -1;
    if (name) snprintf(both, sizeof both, "%s/", name);
    int done = act == 'R' ? (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)
                          : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (!done && name && (name = inside(to))) {
        size_t first = strlen(both);
        snprintf(both + first, sizeof both - first, "/%s", name);
        note(act, first - 1, 0, both, (uint32_t)strlen(both));
    }
    return done;
}
int rename(const char *from, const char *to) { return named('R', from, to); }
int link(const char *from, const char *to) { return named('L', from, to); }
int linkat(int at, const char *from, int other, const char *to, int flags) {
    if (at == AT_FDCWD && other == AT_FDCWD) return named('L', from, to);
    return (int)syscall(SYS_linkat, at, from, other, to, flags);
}
