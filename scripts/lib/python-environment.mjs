// Pinned Python environments: the libraries that people have today, beside Debian's. Each is made once by Python's venv and
// pip, from the packages that its list names and no others, and kept in the cache folder.
//   node scripts/lib/python-environment.mjs NAME      prints its Python as the last line
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";
import { cacheFolder, root } from "./paths.mjs";
import { which } from "./run.mjs";

/** The Debian python; another one on the PATH does not have its packages. */
export const PYTHON = "/usr/bin/python3";

const LIMIT = 300_000; // milliseconds for one run of pip: an index that does not answer must not hold everything up

/** What `import torch` loads of the CUDA packages on any machine; nothing here opens their other files. */
const LOADED = ["cublas", "cublasLt", "cudart", "cudnn", "cufft", "cufile", "cupti", "cusparse", "cusparseLt", "nccl"]
  .concat("nvJitLink", "nvrtc", "nvshmem_host")
  .map((name) => `!*/lib${name}.so*`);

/** Each environment: its list, which files of its packages stay out, what must load, whose packages it has besides. */
const ENVIRONMENTS = {
  today: {
    list: "test/stack/requirements.txt",
    without: ["tensorflow/include/*"],
    imports: "pandas, jax, keras, tinygrad",
  },
  stack: {
    list: "test/stack/requirements-torch.txt",
    without: ["nvidia/*", ...LOADED],
    imports: "torch",
    above: "today",
  },
  newer: { list: "test/stack/requirements-newer.txt", without: [], imports: "pandas", base: newerPython },
};

/** The newest Python after Debian's that runs here and has pip: on the PATH, or one of pyenv's. */
function newerPython() {
  const pyenv = join(process.env.PYENV_ROOT || join(homedir(), ".pyenv"), "versions");
  const versions = existsSync(pyenv) ? readdirSync(pyenv) : [];
  for (const minor of ["3.14", "3.13", "3.12"]) {
    const own = versions.filter((version) => version.startsWith(`${minor}.`));
    const places = [which(`python${minor}`), ...own.map((version) => join(pyenv, version, "bin", `python${minor}`))];
    const found = places.find(
      (path) => path && spawnSync(path, ["-c", "import pip"], { stdio: "ignore" }).status === 0,
    );
    if (found) return found;
  }
  throw new Error("no Python newer than Debian's has pip here");
}

/** Where an environment is, or will be: another list or another Python makes another one. */
function folderOf(name) {
  const base = ENVIRONMENTS[name].base?.() ?? PYTHON;
  const version = spawnSync(base, ["--version"], { encoding: "utf8" }).stdout;
  const list = readFileSync(join(root, ENVIRONMENTS[name].list), "utf8");
  const hash = createHash("sha256").update(`${version} ${process.arch}\n${list}`).digest("hex");
  return join(cacheFolder(), `python-${name}-${hash.slice(0, 12)}`);
}

const pythonIn = (folder) => join(folder, "bin", "python");

/** The folder of its packages: lib/python3.11/site-packages. */
function packagesIn(folder) {
  const [version] = readdirSync(join(folder, "lib"));
  return join(folder, "lib", version, "site-packages");
}

/** The Python of an environment that is there; undefined where it is not. */
export function findPython(name) {
  const python = pythonIn(folderOf(name));
  return existsSync(python) ? python : undefined;
}

/** Runs to its end, or throws the last line of what it said. */
function must(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", timeout: LIMIT });
  if (status !== 0)
    throw new Error(stderr?.trim().split("\n").at(-1) || error?.message || `${program} ended with ${status}`);
}

function fill(folder, { list, above, without, imports, base = () => PYTHON }) {
  const wheels = join(folder, "wheels");
  const patience = ["--retries", "1", "--timeout", "30", "--no-cache-dir", "--disable-pip-version-check"];
  const exact = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", wheels, "--requirement", join(root, list)];
  must(base(), ["-m", "pip", "download", ...patience, ...exact]);
  must(base(), ["-m", "venv", "--without-pip", folder]);
  const packages = packagesIn(folder);
  must(PYTHON, [join(root, "scripts/lib/unpack_wheels.py"), wheels, packages, ...without]);
  rmSync(wheels, { recursive: true });
  if (above) writeFileSync(join(packages, "above.pth"), `${packagesIn(folderOf(above))}\n`);
  must(pythonIn(folder), ["-c", `import ${imports}`]); // it loads, and its bytecode is there from now on
}

/** The Python of an environment, made when it is not there yet. Throws what pip said where it cannot be made. */
export async function installPython(name) {
  const environment = ENVIRONMENTS[name];
  const home = folderOf(name);
  if (existsSync(home)) return pythonIn(home);
  if (environment.above) await installPython(environment.above);
  mkdirSync(cacheFolder(), { recursive: true });
  return withLock(join(cacheFolder(), `python-${name}.lock`), () => {
    if (existsSync(home)) return pythonIn(home);
    console.error(`Installing ${environment.list} by pip ...`);
    const fresh = mkdtempSync(join(cacheFolder(), `python-${name}-new-`));
    try {
      fill(fresh, environment);
      renameSync(fresh, home); // whole or not at all
      return pythonIn(home);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await installPython(process.argv[2]));
