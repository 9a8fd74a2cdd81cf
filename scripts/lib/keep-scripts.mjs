// esbuild plugin: imports of scripts/lib stay where they are, because they find the clone by their own place.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const keepScripts = {
  name: "keep-scripts",
  setup(build) {
    build.onResolve({ filter: /scripts\/lib\/[^/]+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(resolve(resolveDir, path)).href,
      external: true,
    }));
  },
};
