#ifndef SIZHANG_SQLITE_PAGES_H
#define SIZHANG_SQLITE_PAGES_H

#include <stdint.h>

#include "interface.h"

// LOG_DAMAGED is SQLite's code of an I/O error with a detail of our own: the log
// that a crash left is damaged, and to go on would lose transactions.
#define LOG_DAMAGED (SQLITE_IOERR | 200 << 8)

// guarded stands behind the system's own file object, in the same memory. The
// file's methods are the system's, but for those that pages.c and log.c put in
// their place.
typedef struct guarded {
	sqlite3_io_methods methods;
	const sqlite3_io_methods *system;
	enum {
		CHECKED, // pages have their checksums made and compared
		SUMMED,  // made only
		PLAIN,   // neither
		LOOKING  // nor may any be written
	} pages; // a database's
	sqlite3_file *database; // a log's
} guarded;

guarded *guard_of(sqlite3_file *file);
int whole_page(int size);
void guard_log(guarded *log);
int guard_pages(void);

// sums are a checksum under way: SQLite's own for its logs, which pages use from
// another start.
typedef struct sums {
	uint32_t first, second;
} sums;

sums add_bytes(sums s, const unsigned char *bytes, int size, int big_endian);

// A page ends with its checksum and, for log.c, a balance.
enum { CHECKSUM = 8, BALANCE = 8, RESERVE = CHECKSUM + BALANCE };

void seal_page(unsigned char *page, int size, uint32_t number);
int page_sound(const unsigned char *page, int size, uint32_t number);

#endif
