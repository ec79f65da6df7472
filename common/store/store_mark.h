/* The mark of a store directory, file `state`: may data.mdb be believed?
 *
 *   open <boot id>   in use; believed by the same boot only, since commits are not synced and a
 * killed process leaves its pages to the kernel, a fallen machine does not clean <bytes>    closed
 * after a full sync, data.mdb being that long (a shorter one was cut) failed           an I/O error
 * or damage was met; never believed
 */
#ifndef DANDANG_STORE_MARK_H
#define DANDANG_STORE_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define STORE_MARK_NAME   "state"
#define STORE_BOOT_ID_MAX 63 /* the kernel's is 36 characters */

/* The running boot; ERR_NOT_FOUND and others from reading /proc. */
enum err store_boot_id(char out[STORE_BOOT_ID_MAX + 1], struct fault *f);

/* No mark, an unreadable one and an unknown one all mean: not believed. */
bool store_mark_trusts(const char *directory, const char *boot_id, uint64_t data_bytes);
enum err store_mark_open(const char *directory, const char *boot_id, struct fault *f);
enum err store_mark_clean(const char *directory, uint64_t data_bytes, struct fault *f);
enum err store_mark_failed(const char *directory, struct fault *f);

#endif
