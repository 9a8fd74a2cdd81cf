import { selectEngine } from "../../src/compute/engine/select-engine";
import { DEFAULT_SETTINGS } from "../../src/compute/settings/settings";
import { Session } from "../../src/compute/worker/session";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { Reading } from "../../src/panel/source";

/** What the panel's worker says of a source once its check is done. */
export async function panelStateOf(source: Reading["source"]): Promise<AnalysisState> {
  const { engine } = await selectEngine();
  return new Promise((resolve, reject) => {
    const session = new Session(engine, (event) => {
      if (event.event === "state") resolve(event.state);
    });
    const asked = { generation: 1, source, settings: DEFAULT_SETTINGS, memoryLimit: 2 ** 32 };
    const loaded = session.answer("load", 1, asked);
    if (!loaded.ok) reject(new Error(loaded.fault.text));
    else if (loaded.value.state.check?.status === "done") resolve(loaded.value.state);
    else session.answer("drawn", 1, null);
  });
}
