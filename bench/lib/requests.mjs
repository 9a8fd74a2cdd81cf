// Talks to a helper extension in the extension host of a running VS Code: requests and answers are files of a folder.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PATIENCE_MILLISECONDS = 120_000;
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Gives ask(action, details): the value that the helper answers. Each folder has one asker. */
export function createAsk(folder) {
  let count = 0;
  return async (action, ask = {}) => {
    const number = ++count;
    const request = join(folder, `request-${number}.json`);
    writeFileSync(`${request}.part`, JSON.stringify({ action, ...ask }));
    renameSync(`${request}.part`, request);
    const answer = join(folder, `answer-${number}.json`);
    for (let waited = 0; !existsSync(answer); waited += 2) {
      if (waited > PATIENCE_MILLISECONDS) throw new Error(`no answer to ${action}`);
      await sleep(2);
    }
    const { value, error } = JSON.parse(readFileSync(answer, "utf8"));
    if (error) throw new Error(`${action}: ${error}`);
    return value;
  };
}
