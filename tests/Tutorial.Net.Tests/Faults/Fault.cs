namespace Tutorial.Net.Tests.Faults;

/// <summary>A number of errno(3), as Linux has it.</summary>
internal readonly record struct Errno(string Name, int Number)
{
    public static readonly Errno
        EPERM = new("EPERM", 1), EINTR = new("EINTR", 4), EIO = new("EIO", 5), EAGAIN = new("EAGAIN", 11), ENOMEM = new("ENOMEM", 12),
        EACCES = new("EACCES", 13), EINVAL = new("EINVAL", 22), ENFILE = new("ENFILE", 23), EMFILE = new("EMFILE", 24),
        ENOSPC = new("ENOSPC", 28), EROFS = new("EROFS", 30), EPIPE = new("EPIPE", 32), ENOSYS = new("ENOSYS", 38), EPROTO = new("EPROTO", 71),
        EAFNOSUPPORT = new("EAFNOSUPPORT", 97), EADDRINUSE = new("EADDRINUSE", 98), EADDRNOTAVAIL = new("EADDRNOTAVAIL", 99),
        ENETDOWN = new("ENETDOWN", 100), ENETUNREACH = new("ENETUNREACH", 101), ECONNABORTED = new("ECONNABORTED", 103),
        ECONNRESET = new("ECONNRESET", 104), ENOBUFS = new("ENOBUFS", 105), ENOTCONN = new("ENOTCONN", 107),
        ETIMEDOUT = new("ETIMEDOUT", 110), ECONNREFUSED = new("ECONNREFUSED", 111), EHOSTUNREACH = new("EHOSTUNREACH", 113);

    public override string ToString() => Name;
}

/// <summary>The <paramref name="Nth"/> call of that name fails so.</summary>
internal sealed record Fault(string Call, int Nth, Errno Errno)
{
    /// <summary>What each call can fail with, by its man page. Not there: write to an eventfd that never waits, which fails only past
    /// 2^64 - 2 wake-ups.</summary>
    public static readonly IReadOnlyDictionary<string, Errno[]> Possible = new Dictionary<string, Errno[]>
    {
        ["accept4"] = [Errno.EAGAIN, Errno.EINTR, Errno.ECONNABORTED, Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM, Errno.EPERM, Errno.EPROTO, Errno.ENETDOWN],
        ["bind"] = [Errno.EACCES, Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.ENOMEM],
        ["close"] = [Errno.EINTR, Errno.EIO],
        ["connect"] = [Errno.EACCES, Errno.EADDRNOTAVAIL, Errno.EAGAIN, Errno.ECONNREFUSED, Errno.EHOSTUNREACH, Errno.EINTR, Errno.ENETUNREACH, Errno.ENOBUFS, Errno.ETIMEDOUT],
        ["epoll_create1"] = [Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM],
        ["epoll_ctl"] = [Errno.ENOMEM, Errno.ENOSPC],
        ["epoll_pwait2"] = [Errno.EINTR, Errno.ENOSYS, Errno.EPERM],
        ["epoll_wait"] = [Errno.EINTR],
        ["eventfd"] = [Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM],
        ["fcntl"] = [Errno.EINTR, Errno.EMFILE, Errno.EPERM],
        ["getpeername"] = [Errno.ENOBUFS, Errno.ENOTCONN],
        ["getrlimit"] = [Errno.EPERM],
        ["getsockname"] = [Errno.ENOBUFS],
        ["getsockopt"] = [Errno.ENOBUFS, Errno.ENOMEM],
        ["listen"] = [Errno.EADDRINUSE],
        ["poll"] = [Errno.EINTR, Errno.ENOMEM],
        ["recv"] = [Errno.EAGAIN, Errno.ECONNRESET, Errno.EINTR, Errno.ENOMEM, Errno.ETIMEDOUT],
        ["recvmsg"] = [Errno.EAGAIN, Errno.ECONNRESET, Errno.EINTR, Errno.ENOMEM, Errno.ETIMEDOUT],
        ["send"] = [Errno.EAGAIN, Errno.ECONNRESET, Errno.EHOSTUNREACH, Errno.EINTR, Errno.ENETDOWN, Errno.ENOBUFS, Errno.ENOMEM, Errno.EPIPE, Errno.ETIMEDOUT],
        ["sendmsg"] = [Errno.EAGAIN, Errno.ECONNRESET, Errno.EHOSTUNREACH, Errno.EINTR, Errno.ENETDOWN, Errno.ENOBUFS, Errno.ENOMEM, Errno.EPIPE, Errno.ETIMEDOUT],
        ["setsockopt"] = [Errno.ENOBUFS, Errno.ENOMEM, Errno.EINVAL],
        ["shutdown"] = [Errno.ENOBUFS, Errno.ENOTCONN],
        ["unlink"] = [Errno.EACCES, Errno.EIO, Errno.EPERM, Errno.EROFS],
        ["socket"] = [Errno.EACCES, Errno.EAFNOSUPPORT, Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM],
    };

    public override string ToString() => $"{Call} number {Nth}: {Errno}";
}
