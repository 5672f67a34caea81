// SQLite's interface to the system that it runs on, as sqlite.org/c3ref/vfs.html
// and sqlite.org/c3ref/io_methods.html have it, as far as pages.c and log.c need
// it. The driver keeps its own header to itself. The interface only ever grows, by
// versions; these are the members of version 3.
#ifndef SIZHANG_SQLITE_INTERFACE_H
#define SIZHANG_SQLITE_INTERFACE_H

typedef long long sqlite3_int64;
typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_vfs sqlite3_vfs;

typedef struct sqlite3_io_methods {
	int iVersion;
	int (*xClose)(sqlite3_file *);
	int (*xRead)(sqlite3_file *, void *, int, sqlite3_int64);
	int (*xWrite)(sqlite3_file *, const void *, int, sqlite3_int64);
	int (*xTruncate)(sqlite3_file *, sqlite3_int64);
	int (*xSync)(sqlite3_file *, int);
	int (*xFileSize)(sqlite3_file *, sqlite3_int64 *);
	int (*xLock)(sqlite3_file *, int);
	int (*xUnlock)(sqlite3_file *, int);
	int (*xCheckReservedLock)(sqlite3_file *, int *);
	int (*xFileControl)(sqlite3_file *, int, void *);
	int (*xSectorSize)(sqlite3_file *);
	int (*xDeviceCharacteristics)(sqlite3_file *);
	int (*xShmMap)(sqlite3_file *, int, int, int, void volatile **);
	int (*xShmLock)(sqlite3_file *, int, int, int);
	void (*xShmBarrier)(sqlite3_file *);
	int (*xShmUnmap)(sqlite3_file *, int);
	int (*xFetch)(sqlite3_file *, sqlite3_int64, int, void **);
	int (*xUnfetch)(sqlite3_file *, sqlite3_int64, void *);
} sqlite3_io_methods;

struct sqlite3_file {
	const sqlite3_io_methods *pMethods;
};

struct sqlite3_vfs {
	int iVersion;
	int szOsFile;
	int mxPathname;
	sqlite3_vfs *pNext;
	const char *zName;
	void *pAppData;
	int (*xOpen)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
	// What follows is the system's own and is passed on as it is.
	void (*others[15])(void);
};

#define SQLITE_OK 0
#define SQLITE_ERROR 1
#define SQLITE_READONLY 8
#define SQLITE_IOERR 10
#define SQLITE_IOERR_NOMEM (SQLITE_IOERR | 12 << 8)
#define SQLITE_IOERR_DATA (SQLITE_IOERR | 32 << 8)
#define SQLITE_OPEN_MAIN_DB 0x00000100
#define SQLITE_OPEN_WAL 0x00080000
#define SQLITE_FCNTL_PRAGMA 14
#define SQLITE_IOCAP_SUBPAGE_READ 0x00008000

// These are in the driver's object. They are weak, so that cgo can link this
// package by itself to look at it; the program's own link finds them.
#define SQLITE_DRIVER extern __attribute__((weak))
SQLITE_DRIVER sqlite3_vfs *sqlite3_vfs_find(const char *);
SQLITE_DRIVER int sqlite3_vfs_register(sqlite3_vfs *, int);
SQLITE_DRIVER sqlite3_file *sqlite3_database_file_object(const char *);

#endif
