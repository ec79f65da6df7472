/* journal-verify DIRECTORY [--from-origin]
 *
 * Checks a journal from its files alone: every segment header, every record's checksum, hashes of
 * meta and payload, the hash chain across segments, sequence and epoch. It shares no code with the
 * daemons that write journals and includes none of their headers, so that an error in the writer is
 * not repeated here; the format is stated once more below.
 *
 * Exit status: 0 all good, with a summary; 1 something is wrong, with segment, offset and what; 2
 * the check could not be made. With --from-origin the journal must begin at its first record;
 * without it a trimmed journal is accepted as it stands, its first segment naming the hash it
 * continues.
 *
 * Segment <20 digits>.seg, numbers big-endian: "DDJOURNL", u32 format 1, u32 size 128, id[16], u64
 * first sequence, u64 epoch before, hash before[32], u64 first sequence and u64 bytes of the
 * segment before, zeros, u32 CRC32C at 124. Frame: u32 length (multiple of 8), u32 CRC32C over id,
 * u64 offset, length, and all behind the CRC; u32 index in its batch, u32 zero; header[176]; meta;
 * payload; zeros. Header: format 1, kind, flags, class, u32 key id, u64 sequence, u64 epoch, i64
 * recorded at, u32 meta size, u32 payload size, meta hash, payload hash, previous hash, zeros. */
#include <dirent.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_SIZE 16
#define HASH_SIZE 32
#define HEAD_SIZE 128
#define PREFIX_SIZE 16
#define HEADER_SIZE 176
#define FRAME_MIN (PREFIX_SIZE + HEADER_SIZE)
#define META_MAX (1u << 20)
#define PAYLOAD_MAX (16u << 20)
#define FRAME_MAX (FRAME_MIN + META_MAX + PAYLOAD_MAX)
#define KIND_MARKER 3
#define KIND_EPOCH 4
#define FLAG_MORE 1
#define NAME_SIZE 25 /* 20 digits, ".seg", NUL */
#define STREAM_BUFFER (1u << 20)
#define BAR_WIDTH 40
#define EXIT_BAD 1
#define EXIT_UNCHECKED 2

struct segment {
	char name[NAME_SIZE];
	uint64_t bytes;
};
struct verifier {
	const char *directory;
	bool from_origin;
	bool tty;
	struct segment *segments;
	size_t segment_count;
	uint64_t bytes_total;
	uint64_t bytes_done;
	int percent_shown;
	/* where a complaint stands */
	const char *name;
	uint64_t offset;
	/* the chain */
	uint8_t id[ID_SIZE];
	uint64_t first;
	uint64_t sequence;
	uint64_t epoch;
	uint8_t hash[HASH_SIZE];
	bool inside_decision;
	uint64_t decision_offset;
	uint64_t records;
	/* tools */
	uint32_t crc_table[256];
	EVP_MD *sha256;
	EVP_MD_CTX *context;
	uint8_t *frame; /* FRAME_MAX */
};

static void end_bar(struct verifier *v)
{
	if (v->tty && v->percent_shown >= 0)
		fputc('\n', stderr);
	v->percent_shown = -1;
}

__attribute__((format(printf, 2, 3))) static bool bad(struct verifier *v, const char *format, ...)
{
	va_list args;

	end_bar(v);
	printf("BAD segment %s offset %llu: ", v->name, (unsigned long long)v->offset);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	return false;
}

__attribute__((format(printf, 2, 3))) _Noreturn static void give_up(struct verifier *v,
								    const char *format, ...)
{
	va_list args;

	end_bar(v);
	fprintf(stderr, "journal-verify: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(EXIT_UNCHECKED);
}

static void show_progress(struct verifier *v)
{
	int percent = v->bytes_total ? (int)(v->bytes_done * 100 / v->bytes_total) : 100;

	if (!v->tty || percent == v->percent_shown)
		return;
	v->percent_shown = percent;
	int filled = percent * BAR_WIDTH / 100;

	fprintf(stderr, "\r[%.*s%*s] %3d%%  %llu records", filled,
		"########################################", BAR_WIDTH - filled, "", percent,
		(unsigned long long)v->records);
	fflush(stderr);
}

static uint64_t number(const uint8_t *bytes, int size)
{
	uint64_t value = 0;

	for (int i = 0; i < size; i++)
		value = value * 256 + bytes[i];
	return value;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

static void make_crc_table(uint32_t table[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (int bit = 0; bit < 8; bit++)
			value = (value & 1) ? 0x82F63B78u ^ (value >> 1) : value >> 1;
		table[i] = value;
	}
}

/* `state` starts as all ones and is inverted by the caller at the end. */
static uint32_t crc_feed(const struct verifier *v, uint32_t state, const uint8_t *bytes,
			 size_t size)
{
	for (size_t i = 0; i < size; i++)
		state = v->crc_table[(state ^ bytes[i]) & 0xFFu] ^ (state >> 8);
	return state;
}

static void sha256(struct verifier *v, const uint8_t *bytes, size_t size, uint8_t out[HASH_SIZE])
{
	if (EVP_DigestInit_ex2(v->context, v->sha256, NULL) != 1 ||
	    EVP_DigestUpdate(v->context, bytes, size) != 1 ||
	    EVP_DigestFinal_ex(v->context, out, NULL) != 1)
		give_up(v, "SHA-256 failed");
}

static int by_name(const void *a, const void *b)
{
	const struct segment *left = a;
	const struct segment *right = b;

	return strcmp(left->name, right->name);
}

static bool is_segment_name(const char *name)
{
	return strlen(name) == NAME_SIZE - 1 && strspn(name, "0123456789") == 20 &&
	       strcmp(name + 20, ".seg") == 0;
}

static void list_segments(struct verifier *v)
{
	DIR *dir = opendir(v->directory);
	size_t capacity = 0;

	if (!dir)
		give_up(v, "%s: %s", v->directory, strerror(errno));
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(dir);
		struct stat st;

		if (!entry)
			break;
		if (!is_segment_name(entry->d_name))
			continue;
		if (v->segment_count == capacity) {
			capacity = capacity ? capacity * 2 : 64;
			struct segment *grown = realloc(v->segments, capacity * sizeof(*grown));

			if (!grown)
				give_up(v, "no memory");
			v->segments = grown;
		}
		struct segment *segment = &v->segments[v->segment_count++];

		memcpy(segment->name, entry->d_name, NAME_SIZE);
		if (fstatat(dirfd(dir), segment->name, &st, 0) != 0)
			give_up(v, "%s: %s", segment->name, strerror(errno));
		segment->bytes = (uint64_t)st.st_size;
		v->bytes_total += segment->bytes;
	}
	if (errno != 0)
		give_up(v, "%s: %s", v->directory, strerror(errno));
	closedir(dir);
	if (v->segment_count > 1)
		qsort(v->segments, v->segment_count, sizeof(v->segments[0]), by_name);
}

/* Exactly `size` bytes; the file was longer when it was listed, so less is an error of reading. */
static void take(struct verifier *v, FILE *file, uint8_t *out, size_t size)
{
	if (fread(out, 1, size, file) != size)
		give_up(v, "%s: %s", v->name,
			ferror(file) ? strerror(errno) : "became shorter while being read");
	v->bytes_done += size;
}

static bool check_origin(struct verifier *v, const uint8_t head[HEAD_SIZE])
{
	memcpy(v->id, head + 16, ID_SIZE);
	v->first = number(head + 32, 8);
	v->sequence = v->first - 1;
	v->epoch = number(head + 40, 8);
	memcpy(v->hash, head + 48, HASH_SIZE);
	if (v->first == 1 &&
	    (v->epoch != 1 || !is_zero(v->hash, HASH_SIZE) || !is_zero(head + 80, 16)))
		return bad(v, "the first segment continues something");
	if (v->from_origin && v->first != 1)
		return bad(v, "begins at sequence %llu, not at its origin",
			   (unsigned long long)v->first);
	return true;
}

static bool check_continues(struct verifier *v, const uint8_t head[HEAD_SIZE],
			    const struct segment *before)
{
	if (memcmp(head + 16, v->id, ID_SIZE) != 0)
		return bad(v, "belongs to another journal");
	if (number(head + 32, 8) != v->sequence + 1)
		return bad(v, "begins at sequence %llu, but %llu is next: records are missing",
			   (unsigned long long)number(head + 32, 8),
			   (unsigned long long)v->sequence + 1);
	if (number(head + 40, 8) != v->epoch)
		return bad(v, "epoch differs from the segment before");
	if (memcmp(head + 48, v->hash, HASH_SIZE) != 0)
		return bad(v, "hash chain broken between segments");
	if (number(head + 80, 8) != strtoull(before->name, NULL, 10) ||
	    number(head + 88, 8) != before->bytes)
		return bad(v, "does not name the segment before as it is");
	return true;
}

static bool check_head(struct verifier *v, const uint8_t head[HEAD_SIZE],
		       const struct segment *before)
{
	if (memcmp(head, "DDJOURNL", 8) != 0)
		return bad(v, "no segment header");
	if (number(head + 124, 4) != (uint32_t)~crc_feed(v, 0xFFFFFFFFu, head, 124))
		return bad(v, "segment header checksum mismatch");
	if (number(head + 8, 4) != 1 || number(head + 12, 4) != HEAD_SIZE ||
	    !is_zero(head + 96, 28))
		return bad(v, "segment format not understood");
	if (number(head + 32, 8) != strtoull(v->name, NULL, 10) || number(head + 32, 8) == 0)
		return bad(v, "header names another first sequence than the file name");
	return before ? check_continues(v, head, before) : check_origin(v, head);
}

static bool check_header(struct verifier *v, const uint8_t *h, size_t length)
{
	uint64_t meta_size = number(h + 32, 4);
	uint64_t payload_size = number(h + 36, 4);
	uint64_t sequence = number(h + 8, 8);
	uint64_t epoch = number(h + 16, 8);
	unsigned kind = h[1];

	if (h[0] != 1 || !is_zero(h + 136, 40))
		return bad(v, "record format not understood");
	if (kind < 1 || kind > KIND_EPOCH || (h[2] & ~FLAG_MORE) != 0)
		return bad(v, "unknown record kind %u or flags %u", kind, h[2]);
	if (kind >= KIND_MARKER && payload_size != 0)
		return bad(v, "payload on a record of kind %u", kind);
	if (meta_size > META_MAX || payload_size > PAYLOAD_MAX ||
	    (FRAME_MIN + meta_size + payload_size + 7) / 8 * 8 != length)
		return bad(v, "sizes of meta and payload do not fit the frame");
	if (sequence != v->sequence + 1)
		return bad(v, "sequence %llu where %llu is next", (unsigned long long)sequence,
			   (unsigned long long)v->sequence + 1);
	if (memcmp(h + 104, v->hash, HASH_SIZE) != 0)
		return bad(v, "hash chain broken");
	if (epoch != v->epoch + (kind == KIND_EPOCH ? 1 : 0))
		return bad(v, "epoch %llu after %llu", (unsigned long long)epoch,
			   (unsigned long long)v->epoch);
	return true;
}

/* v->frame holds the whole frame. */
static bool check_frame(struct verifier *v, size_t length)
{
	const uint8_t *frame = v->frame;
	const uint8_t *header = frame + PREFIX_SIZE;
	const uint8_t *meta = frame + FRAME_MIN;
	uint8_t place[8];
	uint8_t hash[HASH_SIZE];

	for (int i = 0; i < 8; i++)
		place[i] = (uint8_t)(v->offset >> (56 - 8 * i));
	uint32_t crc = crc_feed(v, 0xFFFFFFFFu, v->id, ID_SIZE);

	crc = crc_feed(v, crc, place, 8);
	crc = crc_feed(v, crc, frame, 4);
	crc = ~crc_feed(v, crc, frame + 8, length - 8);
	if (number(frame + 4, 4) != crc)
		return bad(v, "checksum mismatch");
	if (!check_header(v, header, length))
		return false;
	size_t meta_size = (size_t)number(header + 32, 4);
	size_t payload_size = (size_t)number(header + 36, 4);

	sha256(v, meta, meta_size, hash);
	if (memcmp(hash, header + 40, HASH_SIZE) != 0)
		return bad(v, "meta does not match its hash");
	sha256(v, meta + meta_size, payload_size, hash);
	if (memcmp(hash, header + 72, HASH_SIZE) != 0)
		return bad(v, "payload does not match its hash");
	if (!is_zero(frame + 12, 4) || !is_zero(meta + meta_size + payload_size,
						length - FRAME_MIN - meta_size - payload_size))
		return bad(v, "padding is not zero");
	if (!v->inside_decision)
		v->decision_offset = v->offset;
	v->inside_decision = (header[2] & FLAG_MORE) != 0;
	v->sequence++;
	v->epoch = number(header + 16, 8);
	sha256(v, header, HEADER_SIZE, v->hash);
	v->records++;
	return true;
}

/* From v->offset on only zeros may follow: space allocated ahead, in the last segment. */
static bool check_rest(struct verifier *v, FILE *file, uint64_t left, bool last)
{
	bool zero = true;
	uint64_t behind = left;

	while (left > 0) {
		size_t size = left < STREAM_BUFFER ? (size_t)left : STREAM_BUFFER;

		take(v, file, v->frame, size);
		zero = zero && is_zero(v->frame, size);
		left -= size;
	}
	if (!zero)
		return bad(v, "no record, but bytes behind it");
	if (behind > 0 && !last)
		return bad(v, "segment does not end with its last record");
	if (v->inside_decision) {
		v->offset = v->decision_offset;
		return bad(v, "decision without its end");
	}
	return true;
}

static bool check_records(struct verifier *v, FILE *file, uint64_t bytes, bool last)
{
	while (bytes - v->offset >= FRAME_MIN) {
		uint64_t left = bytes - v->offset;

		take(v, file, v->frame, 4);
		uint64_t length = number(v->frame, 4);

		if (length == 0)
			return check_rest(v, file, left - 4, last);
		if (length < FRAME_MIN || length > FRAME_MAX || length % 8 != 0)
			return bad(v, "length %llu out of range", (unsigned long long)length);
		if (length > left)
			return bad(v, "file ends inside a record");
		take(v, file, v->frame + 4, (size_t)length - 4);
		if (!check_frame(v, (size_t)length))
			return false;
		v->offset += length;
		show_progress(v);
	}
	return check_rest(v, file, bytes - v->offset, last);
}

static bool check_segment(struct verifier *v, size_t index)
{
	const struct segment *segment = &v->segments[index];
	uint8_t head[HEAD_SIZE];
	char path[4096];

	v->name = segment->name;
	v->offset = 0;
	if (snprintf(path, sizeof(path), "%s/%s", v->directory, segment->name) >= (int)sizeof(path))
		give_up(v, "name of directory too long");
	FILE *file = fopen(path, "rb");

	if (!file)
		give_up(v, "%s: %s", path, strerror(errno));
	(void)setvbuf(file, NULL, _IOFBF, STREAM_BUFFER);
	bool good = false;

	if (segment->bytes < HEAD_SIZE) {
		(void)bad(v, "file shorter than a segment header");
	} else {
		take(v, file, head, HEAD_SIZE);
		good = check_head(v, head, index > 0 ? &v->segments[index - 1] : NULL);
	}
	v->offset = HEAD_SIZE;
	good = good && check_records(v, file, segment->bytes, index + 1 == v->segment_count);
	fclose(file);
	return good;
}

static void summarise(struct verifier *v)
{
	end_bar(v);
	printf("good: %llu records in %zu segments, %llu bytes\n", (unsigned long long)v->records,
	       v->segment_count, (unsigned long long)v->bytes_total);
	printf("first %llu\nlast %llu\nepoch %llu\n",
	       (unsigned long long)(v->records ? v->first : 0), (unsigned long long)v->sequence,
	       (unsigned long long)v->epoch);
	printf("journal ");
	for (int i = 0; i < ID_SIZE; i++)
		printf("%02x", v->id[i]);
	printf("\ntip ");
	for (int i = 0; i < HASH_SIZE; i++)
		printf("%02x", v->hash[i]);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct verifier v = { .percent_shown = -1, .tty = isatty(STDERR_FILENO) != 0 };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--from-origin") == 0)
			v.from_origin = true;
		else if (argv[i][0] != '-' && !v.directory)
			v.directory = argv[i];
		else
			give_up(&v, "usage: journal-verify DIRECTORY [--from-origin]");
	}
	if (!v.directory)
		give_up(&v, "usage: journal-verify DIRECTORY [--from-origin]");
	make_crc_table(v.crc_table);
	v.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	v.context = EVP_MD_CTX_new();
	v.frame = malloc(FRAME_MAX);
	if (!v.sha256 || !v.context || !v.frame)
		give_up(&v, "no memory");
	list_segments(&v);
	if (v.segment_count == 0)
		give_up(&v, "%s: no journal segment in it", v.directory);
	bool good = true;

	for (size_t i = 0; good && i < v.segment_count; i++)
		good = check_segment(&v, i);
	if (good)
		summarise(&v);
	free(v.segments);
	free(v.frame);
	EVP_MD_CTX_free(v.context);
	EVP_MD_free(v.sha256);
	return good ? 0 : EXIT_BAD;
}
