// Time of the processor, and how it grows.

/**
 * Time of the processor, not of the clock: machines are shared, and long work would share more of it than short work. The
 * clock of the processor is coarse, so that short texts are searched as often as makes up a long one.
 */
export function milliseconds(work, times) {
  const start = process.threadCpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000 / times;
}

/** The slope of a straight line through points, both of whose axes are logarithms. */
export function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (axis) => logs.reduce((sum, point) => sum + point[axis], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
