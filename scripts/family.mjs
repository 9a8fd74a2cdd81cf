// Right gradients of every layer and convention, and every mistake of the family planted: how many are called what. The
// long run of what test/core/diagnosis/family holds a few of.
//   node scripts/family.mjs right [COUNT] [DTYPE]     10,000 right gradients; fails where one is not called correct
//   node scripts/family.mjs wrong [COUNT] [DTYPE]     50 problems for each mistake; fails below 99 % named right
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}/build/family-${process.pid}`;
const [what = "right", count = what === "right" ? "10000" : "50", dtype = "float64"] = process.argv.slice(2);

async function trials() {
  const outfile = `${folder}/trials.mjs`;
  const contents = `
    export { familyTrials, rightTrial } from "./test/core/diagnosis/family/trials";
    export { layerCatalogue } from "./src/core/diagnosis";`;
  try {
    await build({ stdin: { contents, resolveDir: root }, bundle: true, platform: "node", format: "esm", outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { familyTrials, rightTrial, layerCatalogue } = await trials();
if (what === "right") {
  let alarms = 0;
  for (let seed = 1; seed <= Number(count); seed++) {
    const { verdict, reason } = rightTrial(seed, dtype);
    if (verdict === "correct") continue;
    alarms++;
    console.log(`seed ${seed}: ${reason}`);
  }
  console.log(`${alarms} false alarms in ${count} right gradients, ${dtype}`);
  process.exitCode = alarms > 0 ? 1 : 0;
} else {
  let [all, named] = [0, 0];
  for (const mistake of layerCatalogue) {
    const { id } = mistake;
    const made = familyTrials(mistake, dtype, Number(count));
    const missed = made.filter((trial) => trial.verdict !== "wrong" || trial.named !== id);
    all += made.length;
    named += made.length - missed.length;
    for (const { seed, form, verdict, named: as } of missed) console.log(`${id} (form ${form}, seed ${seed}): ${verdict}, ${as}`); // prettier-ignore
  }
  console.log(`${named} of ${all} called wrong and named right, ${dtype}`);
  process.exitCode = named < 0.99 * all ? 1 : 0;
}
