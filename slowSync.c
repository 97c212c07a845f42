/* Makes every fsync take SLOW_SYNC_US microseconds more, and changes nothing else: loaded before the C library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_more(void) {
  const char *microseconds = getenv("SLOW_SYNC_US");
  if (microseconds != NULL && microseconds[0] != '0') usleep((useconds_t)atoi(microseconds));
}

int fsync(int file) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  int result = real(file);
  wait_more();
  return result;
}

int fdatasync(int file) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  int result = real(file);
  wait_more();
  return result;
}
