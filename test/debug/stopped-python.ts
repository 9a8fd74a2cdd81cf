import { DapClient, debugpy, PYTHON } from "./dap-client";
import { lineOf } from "./support";

/** Debugpy with a program of plain Python that has stopped at its line "# stop here". */
export async function stoppedPython(path: string): Promise<DapClient> {
  const client = await DapClient.start(debugpy);
  const launch = { python: PYTHON, console: "internalConsole", justMyCode: true, program: path };
  await client.launchTo(path, lineOf(path, "# stop here"), launch);
  return client;
}
