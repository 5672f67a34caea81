// Checksums on the pages of the database file. SQLite has none there: a bit that
// flips on the disk would be read as if it had been written so.
//
// Two systems ("VFS") are given to SQLite. Both are the machine's own but for the
// files of databases and their logs:
//
//	sizhang        every page has a checksum among its last 16 bytes, which SQLite
//	               reserves; it is made when the page is written and compared when
//	               it is read
//	sizhang-plain  to look at a file whose layout is not known: pages are as they
//	               are and cannot be written, until "PRAGMA page_checksums = 0" lets
//	               them be written as they are, or "= 1" with checksums
//
// The checksum is the one of SQLite's logs, begun with the page's number, so that
// neither a page of zeros nor one in another's place passes. It tells every change
// within eight bytes, and others but for one in 2^64. It goes to the log with the
// page, so any SQLite tool that folds a log into its file, be it by opening and
// closing it, leaves pages with checksums.
//
// Files of this layout can be read with any SQLite tool, and written with none:
// the pages that it changes keep their checksums of before, and are damaged to us.

#include "pages.h"

#include <string.h>

static sqlite3_vfs *machine;
static sqlite3_vfs with_checks, without_checks;

#define GUARD_OFFSET ((machine->szOsFile + 15) / 16 * 16)

guarded *guard_of(sqlite3_file *file) {
	return (guarded *)((char *)file + GUARD_OFFSET);
}

// whole_page says whether so many bytes are a page. SQLite reads and writes
// nothing else of such a size.
int whole_page(int size) {
	return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

static uint32_t load(const unsigned char *at, int big_endian) {
	return big_endian ? (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]
	                  : (uint32_t)at[3] << 24 | at[2] << 16 | at[1] << 8 | at[0];
}

sums add_bytes(sums s, const unsigned char *bytes, int size, int big_endian) {
	for (int i = 0; i < size; i += 8) {
		s.first += load(bytes + i, big_endian) + s.second;
		s.second += load(bytes + i + 4, big_endian) + s.first;
	}
	return s;
}

static void checksum(const unsigned char *page, int size, uint32_t number, unsigned char out[CHECKSUM]) {
	sums s = add_bytes((sums){number, ~number}, page, size - RESERVE, 0);
	for (int i = 0; i < 4; i++) {
		out[i] = (unsigned char)(s.first >> 8 * i);
		out[4 + i] = (unsigned char)(s.second >> 8 * i);
	}
}

// seal_page puts the checksum into SQLite's own buffer: nobody but we uses the
// bytes that are reserved.
void seal_page(unsigned char *page, int size, uint32_t number) {
	checksum(page, size, number, page + size - RESERVE);
}

int page_sound(const unsigned char *page, int size, uint32_t number) {
	unsigned char want[CHECKSUM];
	checksum(page, size, number, want);
	return memcmp(page + size - RESERVE, want, CHECKSUM) == 0;
}

static uint32_t page_number(sqlite3_int64 at, int size) {
	return (uint32_t)(at / size + 1);
}

static int read_page(sqlite3_file *file, void *into, int size, sqlite3_int64 at) {
	guarded *g = guard_of(file);
	int rc = g->system->xRead(file, into, size, at);
	if (rc == SQLITE_OK && g->pages == CHECKED && whole_page(size) && !page_sound(into, size, page_number(at, size)))
		rc = SQLITE_IOERR_DATA;
	return rc;
}

// has_room says whether a database has room for checksums, by its first page.
static int has_room(const unsigned char *first) {
	return first[20] == RESERVE;
}

static int write_page(sqlite3_file *file, const void *from, int size, sqlite3_int64 at) {
	guarded *g = guard_of(file);
	int seal = g->pages <= SUMMED && whole_page(size);
	if (g->pages == LOOKING || (seal && at == 0 && !has_room(from)))
		return SQLITE_READONLY;
	if (seal)
		seal_page((unsigned char *)from, size, page_number(at, size));
	return g->system->xWrite(file, from, size, at);
}

// fetch_page has SQLite read the page instead of mapping it.
static int fetch_page(sqlite3_file *file, sqlite3_int64 at, int size, void **page) {
	*page = 0;
	return SQLITE_OK;
}

// characteristics says that pages are read whole.
static int characteristics(sqlite3_file *file) {
	return guard_of(file)->system->xDeviceCharacteristics(file) & ~SQLITE_IOCAP_SUBPAGE_READ;
}

// control takes the pragma of sizhang-plain.
static int control(sqlite3_file *file, int op, void *arg) {
	char **pragma = arg; // its answer, its name, its value
	if (op == SQLITE_FCNTL_PRAGMA && strcmp(pragma[1], "page_checksums") == 0 && pragma[2] != 0) {
		guard_of(file)->pages = pragma[2][0] == '1' ? SUMMED : PLAIN;
		return SQLITE_OK;
	}
	return guard_of(file)->system->xFileControl(file, op, arg);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
	int rc = machine->xOpen(machine, name, file, flags, out);
	if (rc != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		return rc;
	guarded *g = guard_of(file);
	memset(g, 0, sizeof *g);
	g->system = file->pMethods;
	g->methods = *file->pMethods;
	if (flags & SQLITE_OPEN_WAL) {
		g->database = sqlite3_database_file_object(name);
		guard_log(g);
	} else {
		g->pages = vfs == &with_checks ? CHECKED : LOOKING;
		g->methods.xRead = read_page;
		g->methods.xWrite = write_page;
		g->methods.xFetch = fetch_page;
		g->methods.xDeviceCharacteristics = characteristics;
		if (g->pages == LOOKING)
			g->methods.xFileControl = control;
	}
	file->pMethods = &g->methods;
	return SQLITE_OK;
}

static int give(sqlite3_vfs *vfs, const char *name) {
	*vfs = *machine;
	vfs->zName = name;
	vfs->szOsFile = GUARD_OFFSET + sizeof(guarded);
	vfs->xOpen = open_file;
	return sqlite3_vfs_register(vfs, 0);
}

// guard_pages gives SQLite the two systems. It is called once.
int guard_pages(void) {
	machine = sqlite3_vfs_find(0);
	if (machine == 0 || machine->iVersion < 3)
		return SQLITE_ERROR;
	int rc = give(&with_checks, "sizhang");
	return rc == SQLITE_OK ? give(&without_checks, "sizhang-plain") : rc;
}
