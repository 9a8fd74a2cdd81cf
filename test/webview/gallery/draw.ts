import { Harness } from "../harness/browser";
import { PANEL_PICTURES } from "../panel/pictures";
import { checkPicture, ENTRY, PANEL_ENTRY } from "./compare";
import { PICTURES } from "./pictures";

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
let seen = 0;
let differing = 0;
for (const [entry, pictures] of [
  [ENTRY, PICTURES],
  [PANEL_ENTRY, PANEL_PICTURES],
] as const) {
  const chosen = pictures.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) continue;
  const harness = await Harness.start(entry);
  try {
    for (const picture of chosen) {
      seen++;
      const sentence = await checkPicture(harness, picture, args.includes("--update"));
      if (sentence === null) continue;
      differing++;
      console.error(sentence);
    }
  } finally {
    await harness.stop();
  }
}
console.log(`${seen} pictures, ${differing} differ`);
process.exit(differing ? 1 : 0);
