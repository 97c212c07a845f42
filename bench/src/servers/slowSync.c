/* Makes every fsync take SLOW_SYNC_US microseconds more, and changes nothing else: loaded before the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int synced(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(file);
  const char *microseconds = getenv("SLOW_SYNC_US");
  if (microseconds != NULL && atoi(microseconds) > 0) usleep((useconds_t)atoi(microseconds));
  return result;
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
