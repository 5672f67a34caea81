// The write-ahead log. Its pages have their own checksums too, see pages.c, which
// are compared when a page is read or folded into the file. And a log that a crash
// left is looked over before SQLite recovers it: SQLite takes the first frame whose
// checksum is wrong for the log's end, whatever follows. The format:
// sqlite.org/walformat.html.

#include "pages.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = 32, FRAME = 24 }; // bytes in front of all frames, and of each page

// A frame's head: the page's number and, at a commit, the database's size; the
// log's salts; the checksums of it all from the log's start.
enum { COMMIT = 4, SALTS = 8, SUMS = 16 };

static uint32_t number(const unsigned char *at) {
	return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static sums stored(const unsigned char *at) {
	return (sums){number(at), number(at + 4)};
}

static int equal(sums a, sums b) {
	return a.first == b.first && a.second == b.second;
}

// frame_sums carries the checksums on over a frame.
static sums frame_sums(sums before, const unsigned char *head, const unsigned char *page, int size, int big_endian) {
	return add_bytes(add_bytes(before, head, SALTS, big_endian), page, size, big_endian);
}

// survey is a look at a log that is about to be recovered.
typedef struct survey {
	sqlite3_file *file;
	const unsigned char *log; // its head
	int size, big_endian;     // of a page; of its checksums
	sqlite3_int64 frames;
	unsigned char *frame; // the one that was read last
} survey;

static int read_frame(survey *s, sqlite3_int64 n) {
	return guard_of(s->file)->system->xRead(s->file, s->frame, FRAME + s->size, HEAD + n * (FRAME + s->size));
}

// follow carries the checksums on over the frame.
static sums follow(survey *s, sums before) {
	return frame_sums(before, s->frame, s->frame + FRAME, s->size, s->big_endian);
}

// current says whether the frame is of this log, and not of what stood in the file
// before.
static int current(survey *s) {
	return memcmp(s->frame + SALTS, s->log + 16, 8) == 0;
}

// torn judges a log by what stands at its first bad frame and after it; before are
// the checksums up to there. What a transaction left that was under way when the
// power went may be there in any part, so a bad frame of the last one tells
// nothing. But the next one was written only when the one before was on the disk:
// if its first frame follows on a commit, by its checksums, then the bad one had
// been written whole. So it had if nothing but its salts is wrong, or nothing
// but its checksums, as the frame behind it then tells; if both are, the head may be
// that of an older log, which held the same page here, and its sector torn. A head
// that lies in two sectors may be old in part.
static int torn(survey *s, sqlite3_int64 bad, sums before, int *rc) {
	sums link = before; // what the frame's checksums go on from
	int ended = 0;      // the frame before ends a transaction
	int ours = 0;       // the bad frame has this log's salts
	for (sqlite3_int64 n = bad; n < s->frames; n++) {
		if ((*rc = read_frame(s, n)) != SQLITE_OK)
			return 1;
		sums there = stored(s->frame + SUMS), real = follow(s, before);
		if (n == bad)
			ours = current(s);
		int split = (HEAD + n * (FRAME + s->size)) % 512 > 512 - FRAME;
		if (equal(real, there) && ((n == bad && !split) || (n == bad + 1 && ours)))
			return 0;
		if (ended && equal(follow(s, link), there))
			return 0;
		ended = current(s) && number(s->frame + COMMIT) != 0;
		before = real, link = there;
	}
	return 1;
}

// sound_log walks along the log as the recovery will.
static int sound_log(survey *s, int *rc) {
	sums so_far = stored(s->log + 24);
	for (sqlite3_int64 n = 0; n < s->frames; n++) {
		if ((*rc = read_frame(s, n)) != SQLITE_OK)
			return 1;
		sums now = follow(s, so_far);
		if (!current(s) || !equal(now, stored(s->frame + SUMS)))
			return torn(s, n, so_far, rc);
		so_far = now;
	}
	return 1;
}

// recover_log refuses a log that was damaged after it had been written. Its head
// is on the disk before its first frame is, so a bad one before frames is damage
// too.
static int recover_log(sqlite3_file *file, const unsigned char *log) {
	sqlite3_int64 bytes;
	int rc = guard_of(file)->system->xFileSize(file, &bytes);
	if (rc != SQLITE_OK || bytes < HEAD + FRAME + 512)
		return rc;
	survey s = {.file = file, .log = log, .size = (int)number(log + 8), .big_endian = log[3] & 1};
	if ((number(log) & ~1u) != 0x377f0682 || !whole_page(s.size) ||
	    !equal(add_bytes((sums){0, 0}, log, 24, s.big_endian), stored(log + 24)))
		return LOG_DAMAGED;
	s.frames = (bytes - HEAD) / (FRAME + s.size);
	if ((s.frame = malloc(FRAME + s.size)) == 0)
		return SQLITE_IOERR_NOMEM;
	int sound = sound_log(&s, &rc);
	free(s.frame);
	return rc != SQLITE_OK || sound ? rc : LOG_DAMAGED;
}

static int read_log(sqlite3_file *file, void *into, int size, sqlite3_int64 at) {
	guarded *g = guard_of(file);
	int rc = g->system->xRead(file, into, size, at);
	if (rc == SQLITE_OK && at == 0 && size == HEAD) // only recovery begins so
		return recover_log(file, into);
	if (rc != SQLITE_OK || !whole_page(size) || g->database == 0 || guard_of(g->database)->pages != CHECKED)
		return rc;
	unsigned char page_number[4];
	rc = g->system->xRead(file, page_number, sizeof page_number, at - FRAME);
	if (rc == SQLITE_OK && !page_sound(into, size, number(page_number)))
		rc = SQLITE_IOERR_DATA;
	return rc;
}

static void store_word(unsigned char *at, uint32_t word, int big_endian) {
	for (int i = 0; i < 4; i++)
		at[big_endian ? 3 - i : i] = (unsigned char)(word >> 8 * i);
}

static uint32_t load_word(const unsigned char *at, int big_endian) {
	return big_endian ? number(at) : (uint32_t)at[3] << 24 | at[2] << 16 | at[1] << 8 | at[0];
}

// before_bytes takes bytes back out of checksums.
static sums before_bytes(sums s, const unsigned char *bytes, int size, int big_endian) {
	for (int i = size - 8; i >= 0; i -= 8) {
		s.second -= load_word(bytes + i + 4, big_endian) + s.first;
		s.first -= load_word(bytes + i, big_endian) + s.second;
	}
	return s;
}

// seal_frame puts the page's own checksum into it although SQLite has summed up
// the frame already, and then the balance: eight bytes that bring the frame's
// checksums to what they were.
static void seal_frame(unsigned char *page, int size, const unsigned char *head, int big_endian) {
	unsigned char *end = page + size - RESERVE, *balance = end + CHECKSUM;
	sums want = stored(head + SUMS), now = before_bytes(want, end, RESERVE, big_endian);
	seal_page(page, size, number(head));
	now = add_bytes(now, end, CHECKSUM, big_endian);
	store_word(balance, want.first - now.first - now.second, big_endian);
	store_word(balance + 4, want.second - now.second - want.first, big_endian);
}

// write_log seals pages. SQLite writes a frame's head before its page; where it
// writes a page anew within a transaction it sums up the frame later, and whatever
// the balance is will do.
static int write_log(sqlite3_file *file, const void *from, int size, sqlite3_int64 at) {
	guarded *g = guard_of(file);
	if (whole_page(size) && g->database != 0 && guard_of(g->database)->pages <= SUMMED) {
		unsigned char log[4], head[FRAME];
		int rc = g->system->xRead(file, log, sizeof log, 0);
		if (rc == SQLITE_OK)
			rc = g->system->xRead(file, head, sizeof head, at - FRAME);
		if (rc != SQLITE_OK)
			return rc;
		seal_frame((unsigned char *)from, size, head, log[3] & 1);
	}
	return g->system->xWrite(file, from, size, at);
}

void guard_log(guarded *log) {
	log->methods.xRead = read_log;
	log->methods.xWrite = write_log;
}
