function run() {
  const small = { shape: [64, 64], data: Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i)) };
  const large = { shape: [4096, 1024], data: Float32Array.from({ length: 4194304 }, (_, i) => Math.sin(i)) };
  for (let step = 0; ; step++) {
    if (step < 0) return [small, large];
    step = step + 1; // stop here
    step = step + 1;
  }
}

run();
