/*
 * Stands between the program and the C library, and makes one call fail as the kernel may.
 *
 *   fault_arm(call, nth, error)   the nth call of that name from now on fails with that errno; nth 0 only counts
 *   fault_disarm()                no more counting; whether the fault was met
 *   fault_count(call)             the calls since fault_arm
 *   fault_exempt(1)               the calling thread is none of it: a test's peers
 *
 * With FAULT_SHORT=seed in the environment nothing is to be armed: every send and receive on a stream is cut to 1 to 97 bytes,
 * and one call in eight that can be interrupted is (not a wait of zero time, which no kernel interrupts).
 *
 * cc -shared -fPIC -o faults.so faults.c; LD_PRELOAD=./faults.so program
 *
 * What .NET's own sockets call is met by name. P/Invoke looks names up in the C library's handle, past LD_PRELOAD, so dlsym is
 * replaced as well: that way the calls of the library itself are met, and those of the runtime's other parts are not.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../Sockets/Portable/real.h"

#define CALLS(_) _(accept4) _(bind) _(close) _(connect) _(epoll_create1) _(epoll_ctl) _(epoll_pwait2) _(epoll_wait) _(eventfd) \
    _(fcntl) _(getpeername) _(getrlimit) _(getsockname) _(getsockopt) _(listen) _(poll) _(recv) _(recvmsg) _(send) _(sendmsg) \
    _(setsockopt) _(shutdown) _(socket) _(unlink) _(write)

enum call {
#define ONE(name) CALL_##name,
    CALLS(ONE) CALL_COUNT
#undef ONE
};

static const char *const names[] = {
#define ONE(name) #name,
    CALLS(ONE)
#undef ONE
};

static atomic_int counts[CALL_COUNT];
static atomic_int armed, fired;
static int armed_call, armed_nth, armed_error;
static __thread int exempt;
static __thread unsigned random_state;
static unsigned short_seed;

__attribute__((constructor)) static void begin(void)
{
    const char *seed = getenv("FAULT_SHORT");
    short_seed = seed == NULL ? 0 : (unsigned)strtoul(seed, NULL, 10) | 1;
}

static int find(const char *name)
{
    for (int i = 0; i < CALL_COUNT; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    return -1;
}

int fault_arm(const char *name, int nth, int error)
{
    armed = 0;
    fired = 0;
    for (int i = 0; i < CALL_COUNT; i++)
        counts[i] = 0;
    armed_call = find(name);
    armed_nth = nth;
    armed_error = error;
    armed = 1;
    return armed_call;
}

int fault_disarm(void)
{
    armed = 0;
    return fired;
}

int fault_count(const char *name)
{
    int call = find(name);
    return call < 0 ? -1 : counts[call];
}

void fault_exempt(int on) { exempt = on; }

static unsigned next_random(void)
{
    static atomic_uint threads;
    if (random_state == 0)
        random_state = short_seed * 2654435761u + ++threads * 40503u + 1;
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

/* Whether this call is the one; errno is set then. */
static int fails(enum call call)
{
    if (!armed || exempt)
        return 0;
    if (++counts[call] != armed_nth || armed_call != (int)call)
        return 0;
    fired = 1;
    errno = armed_error;
    return 1;
}

static int interrupted(int can_be)
{
    if (short_seed == 0 || !can_be || next_random() % 8 != 0)
        return 0;
    errno = EINTR;
    return 1;
}

static size_t cut(int fd, size_t length)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (short_seed == 0 || length < 2)
        return length;
    /* Through the system, not through the function of the same name below. */
    int error = errno;
    int stream = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
    errno = error;
    size_t most = 1 + next_random() % 97;
    return stream && most < length ? most : length;
}

/* By name: what .NET's sockets call, and the library through dlsym. */

int socket(int domain, int type, int protocol)
{
    return fails(CALL_socket) ? -1 : REAL(socket)(domain, type, protocol);
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    return fails(CALL_bind) ? -1 : REAL(bind)(fd, address, length);
}

int listen(int fd, int backlog)
{
    return fails(CALL_listen) ? -1 : REAL(listen)(fd, backlog);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return fails(CALL_connect) ? -1 : REAL(connect)(fd, address, length);
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    return fails(CALL_accept4) || interrupted(1) ? -1 : REAL(accept4)(fd, address, length, flags);
}

int shutdown(int fd, int how)
{
    return fails(CALL_shutdown) ? -1 : REAL(shutdown)(fd, how);
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *length)
{
    return fails(CALL_getsockopt) ? -1 : REAL(getsockopt)(fd, level, name, value, length);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
    /* No kernel refuses SO_LINGER to a socket, and .NET, which sets it in an abortive close, would leave the descriptor open. */
    int fixed = level == SOL_SOCKET && name == SO_LINGER;
    return !fixed && fails(CALL_setsockopt) ? -1 : REAL(setsockopt)(fd, level, name, value, length);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *length)
{
    return fails(CALL_getsockname) ? -1 : REAL(getsockname)(fd, address, length);
}

int getpeername(int fd, struct sockaddr *address, socklen_t *length)
{
    return fails(CALL_getpeername) ? -1 : REAL(getpeername)(fd, address, length);
}

/* File.Delete's, and that of a socket with a path, and of a file that is deleted when it is closed. */
int unlink(const char *path)
{
    return fails(CALL_unlink) ? -1 : REAL(unlink)(path);
}

ssize_t send(int fd, const void *buffer, size_t length, int flags)
{
    return fails(CALL_send) || interrupted(1) ? -1 : REAL(send)(fd, buffer, cut(fd, length), flags);
}

ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    return fails(CALL_recv) || interrupted(1) ? -1 : REAL(recv)(fd, buffer, cut(fd, length), flags);
}

/* Cut to a part of the first piece. */
static const struct msghdr *cut_message(int fd, const struct msghdr *message, struct msghdr *copy, struct iovec *piece)
{
    if (short_seed == 0 || message->msg_iovlen == 0)
        return message;
    *copy = *message;
    size_t first = message->msg_iov[0].iov_len;
    *piece = message->msg_iov[0];
    piece->iov_len = cut(fd, first);
    if (piece->iov_len == first)
        return message;
    copy->msg_iov = piece;
    copy->msg_iovlen = 1;
    return copy;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct msghdr copy;
    struct iovec piece;
    if (fails(CALL_sendmsg) || interrupted(1))
        return -1;
    return REAL(sendmsg)(fd, cut_message(fd, message, &copy, &piece), flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    struct msghdr copy;
    struct iovec piece;
    if (fails(CALL_recvmsg) || interrupted(1))
        return -1;
    const struct msghdr *used = cut_message(fd, message, &copy, &piece);
    ssize_t result = REAL(recvmsg)(fd, (struct msghdr *)used, flags);
    if (used == &copy) {
        message->msg_flags = copy.msg_flags;
        message->msg_namelen = copy.msg_namelen;
        message->msg_controllen = copy.msg_controllen;
    }
    return result;
}

int poll(struct pollfd *entries, nfds_t count, int milliseconds)
{
    return fails(CALL_poll) || interrupted(milliseconds != 0) ? -1 : REAL(poll)(entries, count, milliseconds);
}

/* Through dlsym alone: the library's own. The runtime has others of the same names. */

static int own_fcntl(int fd, int command, long argument)
{
    return fails(CALL_fcntl) ? -1 : fcntl(fd, command, argument);
}

static int own_epoll_create1(int flags)
{
    return fails(CALL_epoll_create1) ? -1 : epoll_create1(flags);
}

static int own_epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
    return fails(CALL_epoll_ctl) ? -1 : epoll_ctl(epoll, operation, fd, event);
}

static int own_epoll_wait(int epoll, struct epoll_event *events, int capacity, int milliseconds)
{
    return fails(CALL_epoll_wait) || interrupted(milliseconds != 0) ? -1 : epoll_wait(epoll, events, capacity, milliseconds);
}

static int own_epoll_pwait2(
    int epoll, struct epoll_event *events, int capacity, const struct timespec *time, const sigset_t *signals)
{
    int waits = time == NULL || time->tv_sec != 0 || time->tv_nsec != 0;
    return fails(CALL_epoll_pwait2) || interrupted(waits) ? -1 : epoll_pwait2(epoll, events, capacity, time, signals);
}

static int own_eventfd(unsigned value, int flags)
{
    return fails(CALL_eventfd) ? -1 : eventfd(value, flags);
}

static ssize_t own_write(int fd, const void *buffer, size_t length)
{
    return fails(CALL_write) ? -1 : write(fd, buffer, length);
}

/* Whatever close(2) says, Linux has closed it. */
static int own_close(int fd)
{
    int failed = fails(CALL_close), error = errno, result = close(fd);
    if (failed)
        errno = error;
    return failed ? -1 : result;
}

static int own_getrlimit(__rlimit_resource_t resource, struct rlimit *limit)
{
    return fails(CALL_getrlimit) ? -1 : getrlimit(resource, limit);
}

void *dlsym(void *handle, const char *name)
{
    static const struct { const char *name; void *own; } table[] = {
        {"send", (void *)send}, {"poll", (void *)poll}, {"fcntl", (void *)own_fcntl},
        {"epoll_create1", (void *)own_epoll_create1}, {"epoll_ctl", (void *)own_epoll_ctl},
        {"epoll_wait", (void *)own_epoll_wait}, {"epoll_pwait2", (void *)own_epoll_pwait2},
        {"eventfd", (void *)own_eventfd}, {"write", (void *)own_write}, {"close", (void *)own_close},
        {"getrlimit", (void *)own_getrlimit},
    };
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(name, table[i].name) == 0)
            return table[i].own;
    }
    return real_dlsym()(handle, name);
}
