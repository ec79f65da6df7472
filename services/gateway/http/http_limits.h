/* Limits of the HTTP server, all tested at and past the limit. Times can be shortened by struct http_options (tests). */
#ifndef DANDANG_GATEWAY_HTTP_LIMITS_H
#define DANDANG_GATEWAY_HTTP_LIMITS_H

#define HTTP_REQUEST_LINE_MAX 8192u            /* bytes without the line end; past it 414 */
#define HTTP_HEADER_BYTES_MAX (32u << 10)      /* all header lines with their ends; past it 431 */
#define HTTP_HEADERS_MAX 64u                   /* past it 431 */
#define HTTP_BODY_BYTES_MAX (16u << 20)        /* past it 413; a route may allow less */
#define HTTP_BODIES_BYTES_MAX (256u << 20)     /* bodies of all requests under way; past it 503 */
#define HTTP_BODY_SMALL_BYTES (256u << 10)     /* larger ones get three quarters of these at most, so that commands go on */
#define HTTP_ANSWERS_BYTES_MAX (256u << 20)    /* large answers their clients have not taken yet, all together; past it 503, close */
#define HTTP_ANSWER_SMALL_BYTES (256u << 10)   /* not counted: there are only so many connections */
#define HTTP_BODY_BALLOT_BYTES (128u << 10)     /* a ballot, which comes without a session */
#define HTTP_BODY_STRANGER_BYTES 4096u         /* without a session: a log-in; past it 401 */
#define HTTP_CHUNK_DIGITS_MAX 8u               /* hexadecimal digits of a chunk size */
#define HTTP_QUERY_PARAMETERS_MAX 64u          /* past it 400 */
#define HTTP_ARENA_BYTES_MAX ((size_t)64 << 20) /* memory of one request beside its body */
#define HTTP_EXTRA_HEADERS_MAX 16u             /* headers a handler may add */
#define HTTP_SPARE_REQUESTS 16u                /* ended requests whose memory is kept, at most 1 MiB each */

#define HTTP_CONNECTIONS_MAX 16384u            /* past it the one that owes a request longest gives way, else 503 */
#define HTTP_CONNECTIONS_PER_ADDRESS_MAX 64u   /* not counted for trusted proxies */
#define HTTP_TRUSTED_PROXIES_MAX 8u
#define HTTP_BACKLOG 512

#define HTTP_STREAMS_MAX 4096u                 /* server-sent event streams; past it 503 */
#define HTTP_STREAM_QUEUE_BYTES (256u << 10)   /* unsent events of one stream; past it the reader is too slow: closed */
#define HTTP_STREAMS_BYTES_MAX (256u << 20)    /* of all streams together; past it none takes events until readers have read */
#define HTTP_STREAM_HEARTBEAT_MS 15000
#define HTTP_STREAM_RETRY_MS 3000              /* told to the browser */

#define HTTP_HEAD_MS 10000                     /* from the first byte to the end of the head */
#define HTTP_BODY_IDLE_MS 30000                /* without a byte of the body */
#define HTTP_BODY_MS 600000                    /* the whole body */
#define HTTP_ANSWER_MS 60000                   /* a handler that has not answered; then 504 */
#define HTTP_WRITE_IDLE_MS 30000               /* a client that takes no byte of the answer */
#define HTTP_IDLE_MS 60000                     /* between requests */
#define HTTP_LINGER_MS 2000                    /* after the last answer, so that it is not lost to a reset */
#define HTTP_TICK_MS 500                       /* how often the times above are looked at */
#define HTTP_RETRY_AFTER_S 2                   /* told with 503 */

#endif
