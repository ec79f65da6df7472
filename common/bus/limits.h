/* The limits of the bus that are not part of its interface. Sizes of messages and credit stand in bus.h. */
#ifndef DANDANG_BUS_LIMITS_H
#define DANDANG_BUS_LIMITS_H

#include "bus/bus.h"

/* ---- ZeroMQ; every socket sets all of these, none is left to the library */
#define BUS_IO_THREADS 1
#define BUS_SOCKETS_MAX 1023
#define BUS_BACKLOG 4096
#define BUS_COMMAND_HWM 4096                       /* messages per peer and direction: a batch and all a gateway has outstanding */
#define BUS_CLIENT_HWM 16384                       /* asking side: every connection of the gateway may ask at once */
#define BUS_STREAM_HWM (2 * BUS_CREDIT_RECORDS)    /* above what credit lets fly, so that credit is the bound */
#define BUS_ZAP_HWM 4096
#define BUS_MONITOR_HWM 65536                      /* words of some 200 bytes about connections */
#define BUS_FRAME_SLACK 64                         /* CURVE adds 33 bytes to what MAXMSGSIZE measures */
/* Transport heartbeats suit the county lines: a 16 MiB import takes 14 s at 10 Mbit/s. A TTL above 65.5 s overflows in
 * libzmq 4.3.4. Streams have their own heartbeat on top. */
#define BUS_HEARTBEAT_IVL_MS 10000
#define BUS_HEARTBEAT_TIMEOUT_MS 30000
#define BUS_HEARTBEAT_TTL_MS 60000
/* A CURVE handshake costs some 3 ms of one thread, most of it in libsodium's guarded memory. With 10 s, 1,500 clients that came
 * back at once to a busy machine were cut in the middle, came again, and most never got through. */
#define BUS_HANDSHAKE_MS 30000
#define BUS_RECONNECT_MS 200                       /* plus up to as much jitter */
#define BUS_RECONNECT_MAX_MS 2000                  /* within one socket; followers back off further by themselves */
#define BUS_CONNECT_TIMEOUT_MS 5000
#define BUS_TCP_MAXRT_MS 30000
#define BUS_TCP_KEEPALIVE_IDLE_S 30
#define BUS_TCP_KEEPALIVE_INTERVAL_S 10
#define BUS_TCP_KEEPALIVE_COUNT 3
#define BUS_LINES_CHECK_MS 500
#define BUS_FAREWELL_CHECKS 3                      /* a key taken away: its line is cut at the third check, when GOODBYE has been read */
#define BUS_LINE_UNREAD_MAX (64u << 20)            /* of one command message, all parts; more than the largest can have */
#define BUS_STREAM_LINE_UNREAD_MAX (1u << 20)      /* of what a follower says */
#define BUS_LINE_TRICKLE_BYTES 64                  /* within one check: heartbeats, no message */
#define BUS_ZAP_DOMAIN "dandang"

/* ---- turns */
#define BUS_DRAIN_MAX 64                           /* messages handled before the loop gets its turn */
#define BUS_COMMANDS_PER_TURN 512                  /* what a batch of the pipeline takes: what is queued shares one sync */
#define BUS_PARTS_MAX 8                            /* frames of one message; ZAP has the longest */

/* ---- keys */
#define BUS_KEY_TEXT 41                            /* z85 and NUL */
#define BUS_ALLOW_KEYS_MAX 4096
#define BUS_ALLOW_BYTES_MAX (1u << 20)
#define BUS_PATH_MAX 512

/* ---- commands */
#define BUS_IDENTITY_SIZE 5                        /* ROUTER's own identities; those a peer picks are refused */
#define BUS_CLIENT_CHECK_MS 1000
#define BUS_CLIENT_RENEW_MS 5000                   /* without any connection this long: a new socket */
#define BUS_CLIENT_FULL_MS 60000                   /* not ready this long after it once had one: a new socket */

/* ---- streams */
#define BUS_STREAM_PROTOCOL 1
#define BUS_STREAM_ASK_BYTES_MAX 4096u             /* HELLO, ACK, GOODBYE: what a follower says */
#define BUS_STREAM_BATCH_RECORDS 1000              /* the wire takes no longer list (WIRE_ITEMS_DEFAULT) */
#define BUS_STREAM_BATCHES_PER_TURN 4
#define BUS_STREAM_ARENA_BYTES ((size_t)4 * BUS_STREAM_BYTES_MAX)
#define BUS_CONSUMER_MAX 128
#define BUS_SESSIONS_MAX 512                       /* connected followers of one stream */
#define BUS_FOLLOWERS_MAX 256                      /* followers a stream remembers for retention */
#define BUS_FOLLOWERS_PER_PRINCIPAL_MAX 4          /* so that no key takes the places of all others */
#define BUS_DATA_CLASS_CONFIDENTIAL 4              /* DATA_CLASS_CONFIDENTIAL of the contract, and all above */
#define BUS_HEARTBEAT_MS 1000                      /* TAIL after this long without sending */
#define BUS_STREAM_TICK_MS 250
#define BUS_SILENCE_MS 3500                        /* three heartbeats missed, and half a tick of grace */
#define BUS_SILENCE_MAX_MS 60000
#define BUS_SILENCE_KEEP_MS 300000                 /* a patience learned on a slow line is kept this long */
#define BUS_HELLO_TIMEOUT_MS 5000
#define BUS_CONNECT_WAIT_MS 10000                  /* then a new socket: libzmq never retries after a refusal */
#define BUS_BACKOFF_MS 200
#define BUS_BACKOFF_MAX_MS 30000
#define BUS_RETRY_AFTER_MAX_MS 60000               /* longest wait a GOODBYE can ask for */
#define BUS_GAPS_MAX 3                             /* new hellos within BUS_GAPS_WINDOW_MS, then BLOCKED */
#define BUS_GAPS_WINDOW_MS 60000
#define BUS_QUIET_TAILS_MAX 3                      /* heartbeats ahead of us with all credit free: records were lost */

#endif
