import { Harness } from "../harness/browser";
import { checkPicture, ENTRY } from "./compare";
import { PICTURES } from "./pictures";

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
const chosen = PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
const harness = await Harness.start(ENTRY);
let differing = 0;
try {
  for (const picture of chosen) {
    const sentence = await checkPicture(harness, picture, args.includes("--update"));
    if (sentence === null) continue;
    differing++;
    console.error(sentence);
  }
} finally {
  await harness.stop();
}
console.log(`${chosen.length} pictures, ${differing} differ`);
process.exit(differing ? 1 : 0);
