// Linux calls and constants that Glibc's module does not give to Swift.
//
// _GNU_SOURCE must not be defined here: it changes structures that Swift's Glibc module knows
// without it. What needs it is defined in CLinux.c.
#ifndef VIGIE_CLINUX_H
#define VIGIE_CLINUX_H

#include <dirent.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/gen_stats.h>
#include <linux/genetlink.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <unistd.h>

/// accept4, which needs _GNU_SOURCE.
int vigie_accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

/// open and openat, which are variadic; descriptors do not survive exec.
int vigie_open(const char *path, int flags);
int vigie_openat(int folder, const char *path, int flags);

/// The commit this was built from, or nothing.
const char *vigie_revision(void);

/// Sends two buffers as one, with sendmsg: no SIGPIPE when the reader is gone.
ssize_t vigie_send_both(int socket, const void *first, size_t first_count, const void *second,
                        size_t second_count);

/// A local socket bound to `path`, or connected to it. -1 and errno when that fails; ENAMETOOLONG
/// when the path does not fit. The address is assembled here because Swift sees its path as a tuple.
int vigie_unix_bind(int socket, const char *path);
int vigie_unix_connect(int socket, const char *path);

/// The path of a local socket, into `path`, ended by NUL; -1 for a socket that has none.
int vigie_unix_path(int socket, char *path, size_t capacity);

/// ioctl with SIOCETHTOOL: asks the driver of a network device. The request begins with its command, and
/// gets the answer. -1 and errno when that fails.
int vigie_ethtool(int socket, const char *device, void *request);

/// perf_event_open for all that runs on a processor: a counter that counts from now on. Its attributes are
/// bit fields. -1 and errno when that fails.
int vigie_perf_event(unsigned int type, unsigned long long config, int cpu);

/// The soft and the hard limit of open files. getrlimit's first argument is an enumeration or an
/// int, depending on _GNU_SOURCE.
int vigie_open_file_limit(unsigned long *soft, unsigned long *hard);
int vigie_set_open_file_limit(unsigned long soft, unsigned long hard);

/// Takes what is mapped of the program's and its libraries' code and constants out of this process.
/// What is used again comes back from the kernel's cache.
void vigie_forget_code(void);

#endif
