// A batch that a JavaScript program holds as nested arrays, as a typed array and as an object with a shape.
function noise(length) {
  let state = 7;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function train(steps) {
  const batch = { shape: [64, 64], data: noise(64 * 64) };
  const rows = Array.from({ length: 6 }, (_, row) => Array.from(batch.data.subarray(row * 3, row * 3 + 3)));
  const word = "not a tensor";
  for (let step = 0; step < steps; step++) {
    const mean = rows.flat().reduce((sum, value) => sum + value, 0) / 18;
    console.log(step, mean, word); // stop here
    for (const row of rows) row[step % 3] *= 1.5;
  }
  return batch;
}

train(20);
