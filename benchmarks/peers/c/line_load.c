/* The load for line_echo.c and its rivals: keeps a number of lines under way on each of many connections, on one thread, and compares
 * every byte that comes back. line_load PORT CONNECTIONS DEPTH WARM_UP_MS TIME_MS prints a line when it is warm and waits for one; at the end the
 * lines that came back meanwhile, the microseconds that it took, and those that it computed. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINE "PING 6789abcdef0123456789abcdef"
enum { MOST_LINES = 4096 };

struct client { int descriptor; size_t offset; };

static char expected[(MOST_LINES + 1) * 64], buffer[65536];
static const char *question;
static size_t question_length, answer_length;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static long long computed(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void ask(int descriptor, size_t lines)
{
    static char text[MOST_LINES * 64];
    if (text[0] == 0)
        for (size_t i = 0; i < MOST_LINES; i++)
            memcpy(text + i * question_length, question, question_length);
    for (size_t sent = 0; sent < lines * question_length;) {
        ssize_t count = send(descriptor, text + sent, lines * question_length - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN)
            fail("send");
        sent += count > 0 ? count : 0;
    }
}

/* The lines that have come back whole; as many are asked for again. */
static size_t turn(struct client *client)
{
    ssize_t got = recv(client->descriptor, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN)
        return 0;
    if (got <= 0)
        fail("recv");
    if (memcmp(buffer, expected + client->offset, got) != 0) {
        fprintf(stderr, "other bytes came back than were sent\n");
        exit(1);
    }
    size_t lines = (client->offset + got) / answer_length;
    client->offset = (client->offset + got) % answer_length;
    if (lines > 0)
        ask(client->descriptor, lines);
    return lines;
}

int main(int count, char **arguments)
{
    if (count != 6 && count != 8) {
        fprintf(stderr, "line_load PORT CONNECTIONS DEPTH WARM_UP_MS TIME_MS [QUESTION ANSWER]\n");
        return 2;
    }
    int connections = atoi(arguments[2]), depth = atoi(arguments[3]), set = epoll_create1(0), one = 1;
    long long warm_up = atoll(arguments[4]) * 1000, time = atoll(arguments[5]) * 1000;
    static char asked[64], answered[64];
    snprintf(asked, sizeof asked, "%s%s", count == 8 ? arguments[6] : LINE, count == 8 ? "\r\n" : "\n");
    snprintf(answered, sizeof answered, "%s%s", count == 8 ? arguments[7] : LINE, count == 8 ? "\r\n" : "\n");
    question = asked;
    question_length = strlen(asked);
    answer_length = strlen(answered);
    for (size_t filled = 0; filled + answer_length <= sizeof expected; filled += answer_length)
        memcpy(expected + filled, answered, answer_length);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(atoi(arguments[1]))
    };
    struct client *clients = calloc(connections, sizeof *clients);
    for (int i = 0; i < connections; i++) {
        int descriptor = socket(AF_INET, SOCK_STREAM, 0);
        if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
            fail("connect");
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        clients[i].descriptor = descriptor;
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &clients[i] };
        if (epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) < 0)
            fail("epoll_ctl");
    }
    for (int i = 0; i < connections; i++)
        ask(clients[i].descriptor, depth);

    struct epoll_event ready[256];
    long long lines = 0, start = now(), before = 0;
    int warm = 0;
    for (;;) {
        long long passed = now() - start;
        if (!warm && passed >= warm_up) {
            puts("warm");
            fflush(stdout);
            if (fgets(buffer, sizeof buffer, stdin) == NULL)
                return 1;
            warm = 1;
            lines = 0;
            before = computed();
            start = now();
        } else if (warm && passed >= time) {
            printf("%lld %lld %lld\n", lines, passed, computed() - before);
            return 0;
        }
        int found = epoll_wait(set, ready, 256, 10000);
        if (found == 0) {
            fprintf(stderr, "the server has answered nothing for ten seconds\n");
            return 1;
        }
        for (int i = 0; i < found; i++)
            lines += turn(ready[i].data.ptr);
    }
}
