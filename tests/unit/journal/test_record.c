#include "journal/journal.h"

#include "base/hex.h"
#include "base/crc32c.h"
#include "journal/frame.h"
#include "tap.h"

TEST(crc32c_vectors)
{
	uint8_t data[1000];

	/* RFC 3720 appendix B.4 and the usual check value. */
	CHECK_INT(crc32c_extend(0, "123456789", 9), 0xE3069283);
	memset(data, 0, 32);
	CHECK_INT(crc32c_extend(0, data, 32), 0x8A9136AA);
	memset(data, 0xFF, 32);
	CHECK_INT(crc32c_extend(0, data, 32), 0x62A8AB43);
	for (int i = 0; i < 32; i++)
		data[i] = (uint8_t)i;
	CHECK_INT(crc32c_extend(0, data, 32), 0x46DD794E);
	CHECK_INT(crc32c_extend(0, NULL, 0), 0);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 131 + 7);
	for (size_t size = 0; size < sizeof(data); size++) {
		uint32_t whole = crc32c_extend(0, data, size);

		CHECK_INT(whole, crc32c_extend_by_table(0, data, size));
		CHECK_INT(whole, crc32c_extend(crc32c_extend(0, data, size / 3), data + size / 3,
					       size - size / 3));
	}
}

TEST(sha256_vectors)
{
	uint8_t hash[JOURNAL_HASH_SIZE];
	char text[HEX_SIZE(JOURNAL_HASH_SIZE)];

	journal_sha256(span_text("abc"), hash);
	hex_encode(hash, sizeof(hash), text);
	CHECK_TEXT(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	journal_sha256(span_of(NULL, 0), hash);
	hex_encode(hash, sizeof(hash), text);
	CHECK_TEXT(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static struct record_header sample(void)
{
	struct record_header h = {
		.sequence = UINT64_C(0x0102030405060708),
		.epoch = 3,
		.recorded_at_ms = -2,
		.kind = RECORD_ADOPTED,
		.flags = RECORD_MORE,
		.data_class = 4,
		.key_id = 0xA1B2C3D4u,
		.meta_size = 17,
		.payload_size = 16u << 20,
	};
	memset(h.meta_hash, 0x11, sizeof(h.meta_hash));
	memset(h.payload_hash, 0x22, sizeof(h.payload_hash));
	memset(h.previous_hash, 0x33, sizeof(h.previous_hash));
	return h;
}

/* These bytes stand on disks and in evidence: they may never change. */
TEST(header_golden_bytes)
{
	struct record_header h = sample();
	uint8_t bytes[RECORD_HEADER_SIZE];
	char text[HEX_SIZE(RECORD_HEADER_SIZE)];
	char expected[HEX_SIZE(RECORD_HEADER_SIZE)];
	struct record_header back;

	record_header_encode(&h, bytes);
	hex_encode(bytes, sizeof(bytes), text);
	snprintf(
		expected, sizeof(expected), "%s%.64s%.64s%.64s%.80s",
		"01020104a1b2c3d401020304050607080000000000000003fffffffffffffffe0000001101000000",
		"1111111111111111111111111111111111111111111111111111111111111111",
		"2222222222222222222222222222222222222222222222222222222222222222",
		"3333333333333333333333333333333333333333333333333333333333333333",
		"00000000000000000000000000000000000000000000000000000000000000000000000000000000");
	CHECK_TEXT(text, expected);
	CHECK_INT(record_header_decode(bytes, &back), ERR_NONE);
	CHECK(back.sequence == h.sequence && back.epoch == h.epoch &&
	      back.recorded_at_ms == h.recorded_at_ms);
	CHECK(back.kind == h.kind && back.flags == h.flags && back.data_class == h.data_class);
	CHECK(back.key_id == h.key_id && back.meta_size == h.meta_size &&
	      back.payload_size == h.payload_size);
	CHECK(memcmp(back.meta_hash, h.meta_hash, JOURNAL_HASH_SIZE) == 0);
	CHECK(memcmp(back.payload_hash, h.payload_hash, JOURNAL_HASH_SIZE) == 0);
	CHECK(memcmp(back.previous_hash, h.previous_hash, JOURNAL_HASH_SIZE) == 0);
}

TEST(header_refuses_what_encoding_never_makes)
{
	struct record_header h = sample();
	struct record_header back;
	uint8_t bytes[RECORD_HEADER_SIZE];
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{ 0, 0 },    { 0, 2 },  { 1, 0 },     { 1, 5 },   { 2, 2 },
		{ 2, 0x81 }, { 32, 1 }, { 37, 0xFF }, { 136, 1 }, { 175, 1 },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		record_header_encode(&h, bytes);
		bytes[changes[i].at] = changes[i].value;
		CHECK_INT(record_header_decode(bytes, &back), ERR_CORRUPT);
	}
	h.meta_size = RECORD_META_MAX;
	h.payload_size = RECORD_PAYLOAD_MAX;
	record_header_encode(&h, bytes);
	CHECK_INT(record_header_decode(bytes, &back), ERR_NONE);
	h.meta_size++;
	record_header_encode(&h, bytes);
	CHECK_INT(record_header_decode(bytes, &back), ERR_CORRUPT);
	h.meta_size--;
	h.payload_size++;
	record_header_encode(&h, bytes);
	CHECK_INT(record_header_decode(bytes, &back), ERR_CORRUPT);
	h.payload_size--;
	h.sequence = 0;
	record_header_encode(&h, bytes);
	CHECK_INT(record_header_decode(bytes, &back), ERR_CORRUPT);
	h.sequence = 1;
	h.epoch = 0;
	record_header_encode(&h, bytes);
	CHECK_INT(record_header_decode(bytes, &back), ERR_CORRUPT);
}

TEST(payload_matches)
{
	struct record_header h = { .payload_size = 3 };

	journal_sha256(span_text("abc"), h.payload_hash);
	CHECK(record_payload_matches(&h, span_text("abc")));
	CHECK(!record_payload_matches(&h, span_text("abd")));
	CHECK(!record_payload_matches(&h, span_text("ab")));
	h.payload_size = 4;
	CHECK(!record_payload_matches(&h, span_text("abc")));
}

TEST(frame_every_bit_counts)
{
	struct record record = { .meta = span_text("meta"),
				 .payload = span_text("payload of a record") };
	uint8_t header[RECORD_HEADER_SIZE];
	uint8_t bytes[512];
	size_t size = frame_size(record.meta.size, record.payload.size);
	struct frame frame;

	record.header = sample();
	record.header.meta_size = 4;
	record.header.payload_size = 19;
	record_header_encode(&record.header, header);
	CHECK_INT(size, 216);
	CHECK_INT(frame_size(0, 0), 192);
	CHECK_INT(frame_size(1, 0), 200);
	CHECK_INT(frame_size(8, 0), 200);
	frame_encode(bytes, 5, 128, 6, header, &record);
	CHECK_INT(frame_length(bytes), 216);
	CHECK(frame_intact(bytes, 5, 128));
	CHECK(!frame_intact(bytes, 4, 128));
	CHECK(!frame_intact(bytes, 5, 136));
	CHECK(!frame_decode(bytes, &frame));
	CHECK_INT(frame.batch_index, 6);
	CHECK(span_equal(frame.record.meta, record.meta));
	CHECK(span_equal(frame.record.payload, record.payload));
	for (size_t bit = 32; bit < size * 8;
	     bit++) { /* a changed length is caught by the caller or here */
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK(!frame_intact(bytes, 5, 128));
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	CHECK(frame_intact(bytes, 5, 128));
	uint8_t prefix[16] = { 0 };

	CHECK_INT(frame_length(prefix), 0);
	prefix[3] = 184; /* shorter than any frame */
	CHECK_INT(frame_length(prefix), UINT32_MAX);
	prefix[3] = 193; /* not aligned */
	CHECK_INT(frame_length(prefix), UINT32_MAX);
	memcpy(prefix, "\x01\x10\x00\xC0", 4);
	CHECK_INT(frame_length(prefix), FRAME_SIZE_MAX);
	memcpy(prefix, "\x01\x10\x00\xC8", 4);
	CHECK_INT(frame_length(prefix), UINT32_MAX);
}

TEST(chain)
{
	struct chain c = { .sequence = 9, .epoch = 2, .hash = { 5 } };
	struct frame f = { .record.header = { .sequence = 10,
					      .epoch = 2,
					      .kind = RECORD_EVENT,
					      .previous_hash = { 5 } } };
	struct record_header *h = &f.record.header;

	CHECK(!chain_check(&c, &f));
	h->sequence = 11;
	CHECK(chain_check(&c, &f));
	h->sequence = 9;
	CHECK(chain_check(&c, &f));
	h->sequence = 10;
	h->epoch = 3;
	CHECK(chain_check(&c, &f));
	h->kind = RECORD_EPOCH;
	CHECK(!chain_check(&c, &f));
	h->epoch = 2;
	CHECK(chain_check(&c, &f));
	h->kind = RECORD_EVENT;
	h->previous_hash[31] = 1;
	CHECK(chain_check(&c, &f));
}

TEST_MAIN()
