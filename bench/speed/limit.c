/* The memory limit of forward and backward: x and dout are read once, out and dx written once, with ordinary stores. */
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

#define LIMIT(name, type)                                                                                              \
  double name(const type *restrict x, const type *restrict g, type *restrict out, type *restrict dx, long n,           \
              long repeats) {                                                                                          \
    double start = now();                                                                                              \
    for (long j = 0; j < repeats; j++) {                                                                               \
      for (long i = 0; i < n; i++) {                                                                                   \
        out[i] = x[i] + 3 * g[i];                                                                                      \
        dx[i] = g[i] - 2 * x[i];                                                                                       \
      }                                                                                                                \
      __asm__ volatile("" ::: "memory");                                                                               \
    }                                                                                                                  \
    return (now() - start) / repeats;                                                                                  \
  }

LIMIT(limit64, double)
LIMIT(limit32, float)
