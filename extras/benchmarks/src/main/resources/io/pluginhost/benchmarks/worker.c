/*
 * A worker that is never the bottleneck: it looks at no more of a message than it needs
 * to answer, answers all it has read with one write, and copies no payload.
 *
 * usage: worker lines|headers [mcp]
 *   lines    a message a line
 *   headers  a Content-Length before each message
 *   mcp      answers and notifications in the shapes of the Model Context Protocol
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define HEAD 768 /* what comes before the payload of a message fits in here */
#define OUTSTANDING 64

#define TEXT "0123456789012345678901234567890123456789012345678901234567890123456789"

static bool headers, mcp;

static char *in;
static size_t in_size, in_start, in_end, in_scanned;

static char out[1 << 16];
static size_t out_length;

static char flood_id[128];
static long flood_total, flood_asked, flood_answered;

static void write_all(struct iovec *parts, int count) {
	while (count > 0) {
		ssize_t written = writev(STDOUT_FILENO, parts, count);
		if (written < 0) {
			if (errno == EINTR) {
				continue;
			}
			exit(1);
		}
		while (count > 0 && (size_t) written >= parts->iov_len) {
			written -= parts->iov_len;
			parts++;
			count--;
		}
		if (count > 0) {
			parts->iov_base = (char *) parts->iov_base + written;
			parts->iov_len -= written;
		}
	}
}

static void flush(void) {
	struct iovec part = { out, out_length };
	if (out_length > 0) {
		write_all(&part, 1);
		out_length = 0;
	}
}

static void append(const char *bytes, size_t length) {
	memcpy(out + out_length, bytes, length);
	out_length += length;
}

/* Sends head, payload and tail as one message; the payload goes out from where it is. */
static void send_message(const char *head, size_t head_length, const char *payload, size_t payload_length,
		const char *tail, size_t tail_length) {
	char header[64];
	int header_length = 0;
	if (headers) {
		header_length = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n",
				head_length + payload_length + tail_length);
	}
	size_t around = header_length + head_length + tail_length + 1;
	if (around + payload_length > sizeof out - out_length) {
		flush();
	}
	append(header, header_length);
	append(head, head_length);
	if (around + payload_length <= sizeof out - out_length) {
		append(payload, payload_length);
		append(tail, tail_length);
		if (!headers) {
			append("\n", 1);
		}
		return;
	}
	struct iovec parts[] = { { out, out_length }, { (char *) payload, payload_length },
			{ (char *) tail, tail_length }, { "\n", headers ? 0 : 1 } };
	out_length = 0;
	write_all(parts, 4);
}

static void send_text(const char *text, size_t length) {
	send_message(text, length, "", 0, "", 0);
}

static void answer(const char *id, const char *before, const char *payload, size_t payload_length,
		const char *after) {
	char head[HEAD];
	int length = snprintf(head, sizeof head, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s", id, before);
	send_message(head, length, payload, payload_length, after, strlen(after));
}

static const char *find(const char *message, size_t length, const char *what) {
	const char *found = memmem(message, length < HEAD ? length : HEAD, what, strlen(what));
	return found ? found + strlen(what) : NULL;
}

static void ask_host(void) {
	char message[HEAD];
	int length = snprintf(message, sizeof message,
			mcp ? "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"elicitation/create\",\"params\":"
				  "{\"message\":\"%.30s\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}"
				: "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"bench.add\",\"params\":"
				  "{\"number\":12345,\"text\":\"%s\"}}",
			++flood_asked, TEXT);
	send_text(message, length);
}

static void end_flood(void) {
	answer(flood_id, mcp ? "{\"content\":[{\"type\":\"text\",\"text\":\"" : "{\"number\":0,\"text\":\"", "", 0,
			mcp ? "\"}],\"isError\":false}}" : "\"}}");
}

static void flood(const char *id, const char *kind, long count) {
	snprintf(flood_id, sizeof flood_id, "%s", id);
	flood_total = count;
	flood_asked = flood_answered = 0;
	if (*kind == 'h') {
		while (flood_asked < flood_total && flood_asked < OUTSTANDING) {
			ask_host();
		}
		return;
	}
	const char *message;
	if (*kind == 'l') {
		message = mcp ? "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
						"{\"level\":\"info\",\"logger\":\"bench\",\"data\":\"" TEXT "\"}}"
					  : "{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":"
						"{\"level\":\"info\",\"message\":\"" TEXT "\"}}";
	}
	else {
		message = mcp ? "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
						"{\"progressToken\":\"bench\",\"progress\":0.5,\"message\":\"0123456789012345678901234567890123\"}}"
					  : "{\"jsonrpc\":\"2.0\",\"method\":\"streams.emit\",\"params\":{\"channel\":\"bench\","
						"\"companyId\":\"acme\",\"event\":{\"number\":1,\"text\":\"0123456789012345678901\"}}}";
	}
	size_t length = strlen(message);
	for (long i = 0; i < count; i++) {
		send_text(message, length);
	}
	end_flood();
}

static void answered(void) {
	if (flood_answered < flood_total && ++flood_answered == flood_total) {
		end_flood();
	}
	else if (flood_asked < flood_total) {
		ask_host();
	}
}

static void handle(const char *message, size_t length) {
	const char *method = find(message, length, "\"method\":\"");
	const char *found = find(message, length, "\"id\":");
	if (!method) {
		answered();
		return;
	}
	if (!found) {
		return;
	}
	char id[128];
	size_t id_length = strcspn(found, ",}");
	snprintf(id, sizeof id, "%.*s", (int) id_length, found);
	if (strncmp(method, "tools/call\"", 11) == 0) {
		method = find(message, length, "\"name\":\"");
	}
	if (strncmp(method, "call\"", 5) == 0) {
		answer(id, mcp ? "{\"content\":[{\"type\":\"text\",\"text\":\"" : "{\"number\":12345,\"text\":\"", TEXT, 40,
				mcp ? "\"}],\"isError\":false}}" : "\"}}");
	}
	else if (strncmp(method, "echo\"", 5) == 0) {
		const char *text = find(message, length, "\"text\":\"");
		const char *end = memrchr(text, '"', message + length - text);
		answer(id, mcp ? "{\"content\":[{\"type\":\"text\",\"text\":\"" : "{\"number\":0,\"text\":\"", text, end - text,
				mcp ? "\"}],\"isError\":false}}" : "\"}}");
	}
	else if (strncmp(method, "flood\"", 6) == 0) {
		flood(id, find(message, length, "\"kind\":\""), atol(find(message, length, "\"count\":")));
	}
	else if (strncmp(method, "initialize\"", 11) == 0) {
		const char *version = find(message, length, "\"protocolVersion\":\"");
		char result[HEAD];
		snprintf(result, sizeof result,
				"{\"ok\":true,\"protocolVersion\":\"%.*s\",\"capabilities\":{\"tools\":{},\"logging\":{}},"
				"\"serverInfo\":{\"name\":\"worker\",\"version\":\"1\"}}",
				version ? (int) strcspn(version, "\"") : 0, version ? version : "");
		answer(id, result, "", 0, "}");
	}
	else if (strncmp(method, "shutdown\"", 9) == 0) {
		answer(id, "null", "", 0, "}");
		flush();
		exit(0);
	}
	else if (strncmp(method, "hang\"", 5) != 0) {
		answer(id, "{\"status\":\"ok\"}", "", 0, "}");
	}
}

/* Returns the next whole message, or NULL if more has to be read. */
static char *next(size_t *length) {
	char *message = in + in_start;
	if (headers) {
		char *body = memmem(message, in_end - in_start, "\r\n\r\n", 4);
		if (!body) {
			return NULL;
		}
		body += 4;
		*length = strtoul(message + strlen("Content-Length: "), NULL, 10);
		if (body + *length > in + in_end) {
			return NULL;
		}
		in_start = body + *length - in;
		return body;
	}
	char *end = memchr(in + in_scanned, '\n', in_end - in_scanned);
	if (!end) {
		in_scanned = in_end;
		return NULL;
	}
	*length = end - message;
	in_start = in_scanned = end + 1 - in;
	return message;
}

static void make_room(void) {
	if (in_start > 0) {
		memmove(in, in + in_start, in_end - in_start);
		in_scanned -= headers ? 0 : in_start;
		in_end -= in_start;
		in_start = 0;
	}
	if (in_end == in_size) {
		in_size *= 2;
		in = realloc(in, in_size);
		if (!in) {
			exit(1);
		}
	}
}

int main(int count, char **arguments) {
	headers = count > 1 && strcmp(arguments[1], "headers") == 0;
	mcp = count > 2 && strcmp(arguments[2], "mcp") == 0;
	in_size = 1 << 16;
	in = malloc(in_size);
	for (;;) {
		size_t length;
		char *message;
		while ((message = next(&length))) {
			handle(message, length);
		}
		flush();
		make_room();
		ssize_t got = read(STDIN_FILENO, in + in_end, in_size - in_end);
		if (got == 0) {
			return 0;
		}
		if (got < 0) {
			if (errno == EINTR) {
				continue;
			}
			return 1;
		}
		in_end += got;
	}
}
