// tfjs on its wasm backend (SIMD, one thread), float32: forward and backward through its own autodiff. Its moments are
// part of the graph, so that the forward runs once for the value and once for the gradient.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundled, because the gradients are registered by modules that Node would load a second time. */
const SOURCE = `
  import * as tf from "@tensorflow/tfjs-core";
  import "@tensorflow/tfjs-core/dist/register_all_gradients";
  import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
  import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
  export { tf, setWasmPaths };
`;

export async function openTfjs() {
  const outfile = join(root, "build/bench/tfjs.cjs");
  await build({
    stdin: { contents: SOURCE, resolveDir: root },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  const { default: bundle } = await import(outfile);
  const { tf, setWasmPaths } = bundle;
  const folder = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm/package.json")));
  setWasmPaths(join(folder, "wasm-out/"));
  tf.enableProdMode();
  await tf.setBackend("wasm");
  await tf.ready();
  return { tf, version: tf.version_core };
}

/** One complete forward and backward with its results read, as a function. */
export function tfjsStep({ tf }, x, dout, [N, D]) {
  const values = tf.tensor2d(Float32Array.from(x), [N, D]);
  const upstream = tf.tensor2d(Float32Array.from(dout), [N, D]);
  const gamma = tf.ones([D]);
  const beta = tf.zeros([D]);
  const forward = (a, g, b) => {
    const { mean, variance } = tf.moments(a, 0);
    return tf.add(tf.mul(tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-5))), g), b);
  };
  const grads = tf.valueAndGrads(forward);
  return {
    run: () =>
      tf.tidy(() => {
        const { value, grads: all } = grads([values, gamma, beta], upstream);
        value.dataSync();
        return all[0].dataSync()[0];
      }),
    close: () => tf.dispose([values, upstream, gamma, beta]),
  };
}
