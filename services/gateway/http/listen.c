#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "http_limits.h"

#define HOST_TEXT_SIZE 64
#define PORT_TEXT_SIZE 8

static bool split(const char *address, char host[HOST_TEXT_SIZE], char port[PORT_TEXT_SIZE])
{
	const char *colon = strrchr(address, ':');

	if (!colon)
		return false;
	const char *begin = address;
	const char *end = colon;

	if (*begin == '[' && end > begin && end[-1] == ']') {
		begin++;
		end--;
	}
	if (end <= begin || end - begin >= HOST_TEXT_SIZE || strlen(colon + 1) >= PORT_TEXT_SIZE)
		return false;
	(void)snprintf(host, HOST_TEXT_SIZE, "%.*s", (int)(end - begin), begin);
	(void)snprintf(port, PORT_TEXT_SIZE, "%s", colon + 1);
	return true;
}

enum err listen_open(const char *address, int *fd, struct fault *f)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
				  .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char host[HOST_TEXT_SIZE];
	char port[PORT_TEXT_SIZE];
	int on = 1;

	*fd = -1;
	if (!split(address, host, port) || getaddrinfo(host, port, &hints, &found) != 0)
		return fault_set(f, ERR_INVALID, "listen address %s", address);
	int s = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(s, found->ai_addr, found->ai_addrlen) != 0 || listen(s, HTTP_BACKLOG) != 0) {
		int saved = errno;

		if (s >= 0)
			(void)close(s);
		freeaddrinfo(found);
		return fault_set(f, ERR_IO, "listen on %s: %s", address, strerror(saved));
	}
	freeaddrinfo(found);
	*fd = s;
	return ERR_NONE;
}

uint16_t listen_port(int fd)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

void listen_peer_text(const struct sockaddr_storage *address, char *out, size_t size)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;

	out[0] = '\0';
	if (address->ss_family == AF_INET)
		(void)inet_ntop(AF_INET, &four->sin_addr, out, (socklen_t)size);
	else if (address->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		(void)inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], out, (socklen_t)size);
	else if (address->ss_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &six->sin6_addr, out, (socklen_t)size);
}
