/* Faults: what went wrong with a disk, a socket, a peer or a file. Refusals (the domain says no) are another thing. */
#ifndef DANDANG_BASE_ERR_H
#define DANDANG_BASE_ERR_H

#define ERR_MAP(X)                                                      \
	X(NONE, "ok")                                                   \
	X(IO, "input/output error")                                     \
	X(FULL, "no space left")                                        \
	X(CORRUPT, "damaged data")                                      \
	X(CONFLICT, "not the expected sequence")                        \
	X(UNKNOWN, "outcome unknown")                                   \
	X(NOT_FOUND, "not found")                                       \
	X(LIMIT, "limit exceeded")                                      \
	X(INVALID, "invalid input")                                     \
	X(MEMORY, "out of memory")                                      \
	X(LOCKED, "held by another process")                            \
	X(DENIED, "not allowed")                                        \
	X(AGAIN, "try again")                                           \
	X(LOST, "accepted records are missing")

#define X(symbol, text) ERR_##symbol,
enum err { ERR_MAP(X) ERR_COUNT };
#undef X

const char *err_text(enum err code);

/* A fault with its context, wrapped outward: fault_wrap(f, "open journal %s", dir) puts the words in front. */
#define FAULT_TEXT_MAX 256
struct fault {
	enum err code;
	char text[FAULT_TEXT_MAX];
};

/* Both return f->code (fault_set: the code given), so that `return fault_set(...)` reads well. f may be NULL;
 * fault_wrap then knows no code and returns ERR_IO. Text past FAULT_TEXT_MAX is cut at a whole character. */
enum err fault_set(struct fault *f, enum err code, const char *format, ...) __attribute__((format(printf, 3, 4)));
enum err fault_wrap(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
