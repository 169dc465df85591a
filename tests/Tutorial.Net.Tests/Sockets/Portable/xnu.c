/*
 * Makes the C library behave as XNU's sockets do where Linux is kinder, for the portable forms of the library:
 *
 *   send       on a blocking socket waits until all is taken; MSG_DONTWAIT makes no difference (sosendcheck() looks at the
 *              socket's own mode alone)
 *   connect    under way is not ended by shutdown(2), nor by connect(2) to AF_UNSPEC, from another thread
 *   SO_SNDLOWAT is 2,048, and a writable socket takes that much
 *
 * cc -shared -fPIC -o xnu.so xnu.c; LD_PRELOAD=./xnu.so program
 *
 * .NET looks functions up in the C library's handle, past LD_PRELOAD, so dlsym is replaced as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "real.h"

static atomic_int stripped;

/* How many sends were asked not to wait, and did. */
int xnu_stripped(void) { return stripped; }

ssize_t send(int fd, const void *buffer, size_t length, int flags)
{
    if (flags & MSG_DONTWAIT)
        stripped++;
    return REAL(send)(fd, buffer, length, flags & ~MSG_DONTWAIT);
}

static int is_connecting(int fd)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_SYN_SENT;
}

int shutdown(int fd, int how)
{
    if (is_connecting(fd)) {
        errno = ENOTCONN;
        return -1;
    }
    return REAL(shutdown)(fd, how);
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    if (address->sa_family == AF_UNSPEC) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    return REAL(connect)(fd, address, length);
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *length)
{
    int result = REAL(getsockopt)(fd, level, name, value, length);
    if (result == 0 && level == SOL_SOCKET && name == SO_SNDLOWAT && *length >= sizeof(int))
        *(int *)value = 2048;
    return result;
}

void *dlsym(void *handle, const char *name)
{
    if (strcmp(name, "send") == 0)
        return (void *)&send;
    return real_dlsym()(handle, name);
}
