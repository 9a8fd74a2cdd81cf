// A batch that a C++ program holds as an array and as vectors.
#include <cmath>
#include <cstdio>
#include <vector>

static double x[16][8];

int main() {
  std::vector<std::vector<double>> batch(12, std::vector<double>(5));
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 8; j++) x[i][j] = std::sin(7.0 * i + j * j);
  for (int i = 0; i < 12; i++)
    for (int j = 0; j < 5; j++) batch[i][j] = std::cos(3.0 * i + j * j);
  double rate = 0.5;
  for (int step = 0; step < 20; step++) {
    double local[16][8];
    for (int i = 0; i < 16; i++)
      for (int j = 0; j < 8; j++) local[i][j] = x[i][j] * (1 + rate * step);
    std::printf("%d %f %f\n", step, local[1][1], batch[2][3]); // stop here
  }
  return 0;
}
