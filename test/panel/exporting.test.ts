import assert from "node:assert/strict";
import { failure, success, type Result } from "../../src/core/fault";
import { exportAnalysis, type ExportHost } from "../../src/panel/exporting";
import type { Ask } from "../../src/protocol/requests";
import { readingOf } from "./interleavings/values";
import { SteeredPanel } from "./steered-panel";

const CSV: Ask<"saveExport"> = { format: "csv", tensor: "x", name: "x.csv" };
const REPORT: Ask<"saveExport"> = { format: "report", tensor: "x", name: "report.html" };

/** The place where the panel is open: its disk, and the bundle of a report. */
class Place implements ExportHost {
  readonly saved: [string, string][] = [];
  isDeclined = false;
  reportFault: Result<Uint8Array> | null = null;
  saveFile(name: string, bytes: Uint8Array): Promise<Result<string | null>> {
    if (this.isDeclined) return Promise.resolve(success(null));
    this.saved.push([name, new TextDecoder().decode(bytes)]);
    return Promise.resolve(success(name));
  }
  reportOf(title: string, data: Uint8Array): Promise<Result<Uint8Array>> {
    return Promise.resolve(this.reportFault ?? success(new TextEncoder().encode(`${title} ${data.length > 100}`)));
  }
}

describe("an export", () => {
  let place: Place;
  let panel: SteeredPanel;
  const read = (id: number) => readingOf({ id, kind: "good", stop: null });
  const firstLine = (): string | undefined => place.saved[0]?.[1].split(/\r?\n/)[0];
  beforeEach(() => {
    place = new Place();
    panel = new SteeredPanel(read(1));
  });
  afterEach(() => {
    panel.dispose();
  });
  const open = async (): Promise<void> => {
    await Promise.all([panel.model.reload(), panel.atRest()]);
  };

  it("saves the numbers of the picture under the name asked for", async () => {
    await open();
    assert.deepEqual(await exportAnalysis(panel.model, place, CSV), success("x.csv"));
    assert.equal(firstLine(), "1,1.125");
  });

  it("is refused while nothing has been analysed", async () => {
    const refused = await exportAnalysis(panel.model, place, CSV);
    assert.equal(refused.ok ? "" : refused.fault.code, "nothing-to-export");
    assert.deepEqual(place.saved, []);
  });

  it("says that the user declined by giving no name", async () => {
    await open();
    place.isDeclined = true;
    assert.deepEqual(await exportAnalysis(panel.model, place, CSV), success(null));
  });

  it("of a report is titled after the source; one that cannot be put together is not saved", async () => {
    await open();
    assert.deepEqual(await exportAnalysis(panel.model, place, REPORT), success("report.html"));
    assert.deepEqual(place.saved, [["report.html", "v1 true"]]);
    place.reportFault = failure("report-failed", "The report could not be put together: report-page.js is missing.");
    assert.deepEqual(await exportAnalysis(panel.model, place, REPORT), place.reportFault);
    assert.equal(place.saved.length, 1);
  });

  it("passes on what the worker refuses", async () => {
    await open();
    const refused = await exportAnalysis(panel.model, place, { ...CSV, tensor: "candidate" });
    assert.equal(refused.ok, false);
    assert.deepEqual(place.saved, []);
  });

  it("begins anew when a newer picture comes meanwhile, and saves that one", async () => {
    await open();
    const { model } = panel;
    let asked = 0;
    const overtaken: Parameters<typeof exportAnalysis>[0] = {
      get state() {
        return model.state;
      },
      untilAskable: () => model.untilAskable(),
      query: async (name, generation, ask) => {
        if (asked++ === 0) {
          panel.change(read(2));
          await panel.atRest();
        }
        return model.query(name, generation, ask);
      },
    };
    assert.deepEqual(await exportAnalysis(overtaken, place, CSV), success("x.csv"));
    assert.deepEqual([asked, firstLine()], [2, "2,2.125"]);
  });

  it("says that nothing was saved when the numbers have gone and nothing newer is shown", async () => {
    await open();
    const gone: Parameters<typeof exportAnalysis>[0] = {
      state: panel.model.state,
      query: () => Promise.resolve(failure("superseded", "A newer analysis has taken over.")),
      untilAskable: () => Promise.resolve(),
    };
    const refused = await exportAnalysis(gone, place, CSV);
    assert.match(refused.ok ? "" : refused.fault.text, /^Nothing was saved: /);
    assert.deepEqual(place.saved, []);
  });
});
