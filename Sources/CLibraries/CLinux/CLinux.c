#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>

int vigie_accept4(int socket, struct sockaddr *address, socklen_t *length, int flags) {
  return accept4(socket, address, length, flags);
}

int vigie_open(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }

int vigie_openat(int folder, const char *path, int flags) {
  return openat(folder, path, flags | O_CLOEXEC);
}

#ifndef VIGIE_REVISION
#define VIGIE_REVISION ""
#endif

const char *vigie_revision(void) { return VIGIE_REVISION; }

ssize_t vigie_send_both(int socket, const void *first, size_t first_count, const void *second,
                        size_t second_count) {
  struct iovec parts[2] = {{(void *)first, first_count}, {(void *)second, second_count}};
  int skipped = first_count == 0;
  struct msghdr message = {0};
  message.msg_iov = parts + skipped;
  message.msg_iovlen = 1 + (!skipped && second_count > 0);
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

static int unix_address(const char *path, struct sockaddr_un *address) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  size_t length = strlen(path);
  if (length >= sizeof address->sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address->sun_path, path, length);
  return 0;
}

int vigie_unix_bind(int socket, const char *path) {
  struct sockaddr_un address;
  if (unix_address(path, &address) < 0) return -1;
  return bind(socket, (struct sockaddr *)&address, sizeof address);
}

int vigie_unix_connect(int socket, const char *path) {
  struct sockaddr_un address;
  if (unix_address(path, &address) < 0) return -1;
  return connect(socket, (struct sockaddr *)&address, sizeof address);
}

int vigie_unix_path(int socket, char *path, size_t capacity) {
  struct sockaddr_un address = {0};
  socklen_t length = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &length) < 0) return -1;
  if (address.sun_family != AF_UNIX || address.sun_path[0] == 0) return -1;
  size_t count = strnlen(address.sun_path, sizeof address.sun_path);
  if (count >= capacity) return -1;
  memcpy(path, address.sun_path, count);
  path[count] = 0;
  return 0;
}

int vigie_open_file_limit(unsigned long *soft, unsigned long *hard) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -1;
  *soft = limit.rlim_cur;
  *hard = limit.rlim_max;
  return 0;
}

int vigie_set_open_file_limit(unsigned long soft, unsigned long hard) {
  struct rlimit limit = {soft, hard};
  return setrlimit(RLIMIT_NOFILE, &limit);
}

// Whether the loader has written addresses into code, which is then no longer what the file has.
static int has_changed_code(const struct dl_phdr_info *object) {
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[index];
    if (part->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + part->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL) return 1;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
    }
  }
  return 0;
}

static int forget_code_of(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  if (has_changed_code(object)) return 0;
  const uintptr_t rest = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[index];
    if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
    uintptr_t start = object->dlpi_addr + part->p_vaddr;
    // No page that may be shared with what follows.
    uintptr_t end = (start + part->p_memsz) & ~rest;
    start &= ~rest;
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void vigie_forget_code(void) { dl_iterate_phdr(forget_code_of, NULL); }

int vigie_ethtool(int socket, const char *device, void *request) {
  struct ifreq ask = {0};
  if (strlen(device) >= sizeof ask.ifr_name) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(ask.ifr_name, device, strlen(device));
  ask.ifr_data = request;
  return ioctl(socket, SIOCETHTOOL, &ask);
}

int vigie_perf_event(unsigned int type, unsigned long long config, int cpu) {
  struct perf_event_attr event = {0};
  event.size = sizeof event;
  event.type = type;
  event.config = config;
  event.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  event.exclude_hv = 1;
  return (int)syscall(SYS_perf_event_open, &event, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}
