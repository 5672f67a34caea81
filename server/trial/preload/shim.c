/* shim.c stands between a process and the C library's file calls (LD_PRELOAD). It
 * writes what reaches the files of one directory to a trace, and fails calls on
 * command. Calls that Go makes itself do not pass here; SQLite's do. The log's
 * index (-shm) is no durable state and is left alone.
 *
 *   SIZHANG_SHIM_DIR      the directory
 *   SIZHANG_SHIM_TRACE    file that the trace is appended to; may be missing
 *   SIZHANG_SHIM_CONTROL  file of a struct control; may be missing
 *
 * trace.go reads the trace, control.go writes the control. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
	int32_t calls;  /* which calls: a mask of 1 << enum call */
	int32_t files;  /* which files: 0 all, 1 the log, 2 all but the log */
	int32_t skip;   /* so many of them pass first */
	int32_t left;   /* so many of them fail then; negative is all */
	int32_t error;  /* the errno; 0 writes half of what was asked for */
	int32_t lie;    /* 1 says that it went well and does nothing; so does 2, of a sync
	                   that the trace has as failed */
	int32_t failed; /* how many were failed so far */
};

enum call { WRITE, SYNC, TRUNCATE, SYNC_DIR, UNLINK, CREATE };

struct head {
	char op, name;
	char unused[6];
	uint64_t offset, size;
};

static const char *dir, *names[1 << 16];
static int trace = -1;
static struct control none, *control = &none;

__attribute__((constructor)) static void begin(void) {
	const char *path = getenv("SIZHANG_SHIM_TRACE");
	if (path)
		trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
	path = getenv("SIZHANG_SHIM_CONTROL");
	if (path) {
		int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
		void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (at != MAP_FAILED)
			control = at;
		syscall(SYS_close, fd);
	}
	dir = getenv("SIZHANG_SHIM_DIR");
}

/* within returns the name of a path in the directory, "." for the directory, NULL
 * for all others and the log's index. */
static const char *within(const char *path) {
	size_t n = dir ? strlen(dir) : 0;
	if (!n || strncmp(path, dir, n) || (path[n] && path[n] != '/'))
		return NULL;
	const char *name = path[n] && path[n + 1] ? path + n + 1 : ".";
	size_t l = strlen(name);
	return l > 4 && !strcmp(name + l - 4, "-shm") ? NULL : name;
}

static const char *named(int fd) {
	return fd >= 0 && fd < 1 << 16 ? names[fd] : NULL;
}

static void record(char op, const char *name, uint64_t offset, const void *data, uint64_t size) {
	if (trace < 0)
		return;
	struct head h = {op, strlen(name), {0}, offset, size};
	struct iovec parts[] = {{&h, sizeof h}, {(void *)name, h.name}, {(void *)data, data ? size : 0}};
	int error = errno;
	if (syscall(SYS_writev, trace, parts, 3) < 0)
		abort(); /* a trace with a hole proves nothing */
	errno = error;
}

/* fails says whether the call is to be failed. */
static int fails(enum call call, const char *name) {
	size_t l = strlen(name);
	int log = l > 4 && !strcmp(name + l - 4, "-wal");
	if (!(control->calls & 1 << call) || (control->files == 1 && !log) || (control->files == 2 && log))
		return 0;
	if (__atomic_sub_fetch(&control->skip, 1, __ATOMIC_SEQ_CST) >= 0 || !control->left)
		return 0;
	if (control->left > 0)
		control->left--;
	control->failed++;
	errno = control->error;
	return 1;
}

static int opened(int fd, const char *name, int is_new) {
	if (fd >= 0 && fd < 1 << 16) {
		names[fd] = name ? strdup(name) : NULL; /* never freed: another thread may look */
		if (name && is_new)
			record('C', name, 0, NULL, 0);
	}
	return fd;
}

static int open_at(int at, const char *path, int flags, int mode) {
	const char *name = at == AT_FDCWD || path[0] == '/' ? within(path) : NULL;
	int is_new = name && flags & O_CREAT && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
	if (is_new && fails(CREATE, name))
		return -1;
	return opened(syscall(SYS_openat, at, path, flags, mode), name, is_new);
}

static int mode_of(int flags, va_list rest) {
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;
}

#define OPEN(function)                               \
	int function(const char *path, int flags, ...) { \
		va_list rest;                                \
		va_start(rest, flags);                       \
		int mode = mode_of(flags, rest);             \
		va_end(rest);                                \
		return open_at(AT_FDCWD, path, flags, mode); \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(function)                                     \
	int function(int at, const char *path, int flags, ...) { \
		va_list rest;                                        \
		va_start(rest, flags);                               \
		int mode = mode_of(flags, rest);                     \
		va_end(rest);                                        \
		return open_at(at, path, flags, mode);               \
	}
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
	if (fd >= 0 && fd < 1 << 16)
		names[fd] = NULL;
	return syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const void *data, size_t size, off_t offset) {
	const char *name = named(fd);
	if (name && fails(WRITE, name)) {
		if (control->lie)
			return size;
		if (control->error)
			return -1;
		size = size > 1 ? size / 2 : size;
	}
	ssize_t n = syscall(SYS_pwrite64, fd, data, size, offset);
	if (name && n > 0)
		record('W', name, offset, data, n);
	return n;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return write_at(fd, data, size, offset); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return write_at(fd, data, size, offset); }

ssize_t write(int fd, const void *data, size_t size) {
	if (!named(fd))
		return syscall(SYS_write, fd, data, size);
	off_t offset = lseek(fd, 0, SEEK_CUR);
	ssize_t n = write_at(fd, data, size, offset);
	if (n > 0)
		lseek(fd, offset + n, SEEK_SET);
	return n;
}

static int truncate_to(int fd, off_t size) {
	const char *name = named(fd);
	if (name && fails(TRUNCATE, name))
		return control->lie ? 0 : -1;
	int result = syscall(SYS_ftruncate, fd, size);
	if (name && !result)
		record('T', name, size, NULL, 0);
	return result;
}

int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_to(fd, size); }

static int sync_to(int fd, long number) {
	const char *name = named(fd);
	if (name && fails(strcmp(name, ".") ? SYNC : SYNC_DIR, name)) {
		if (control->lie != 1)
			record('X', name, 0, NULL, 0);
		return control->lie ? 0 : -1;
	}
	int result = syscall(number, fd);
	if (name)
		record(result ? 'X' : 'S', name, 0, NULL, 0);
	return result;
}

int fsync(int fd) { return sync_to(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_to(fd, SYS_fdatasync); }

int unlink(const char *path) {
	const char *name = within(path);
	if (name && fails(UNLINK, name))
		return -1;
	int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	if (name && !result)
		record('U', name, 0, NULL, 0);
	return result;
}

int rename(const char *from, const char *to) {
	if (within(from) || within(to))
		abort(); /* SQLite renames nothing; if it begins to, teach the trace */
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
