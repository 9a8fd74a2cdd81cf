import { HeatmapVis, toTypedNdArray } from "@h5web/lib";
import { useThree, type RootState } from "@react-three/fiber";
import ndarray from "ndarray";
import { createElement, useEffect, type FunctionComponent } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { frameTime, makeField, nextFrame, type Field } from "./data";

const root = document.createElement("div");
root.style.cssText = "width: 1200px; height: 800px; display: flex";
document.body.append(root);
const react = createRoot(root);

let field: Field;
let three: RootState | null = null;
let data: ReturnType<typeof ndarray<Float32Array>>;

/** Gives the bench the canvas's own state: its camera is what h5web's pan and zoom move. */
const Spy: FunctionComponent = () => {
  const state = useThree();
  useEffect(() => {
    three = state;
  }, [state]);
  return null;
};

function show(high: number): void {
  const props = {
    dataArray: data,
    domain: [-high, high] as [number, number],
    colorMap: "RdBu" as const,
    aspect: "auto" as const,
    flipYAxis: true, // row 0 at the top, as the others have it
    style: { flex: 1 },
  };
  flushSync(() => react.render(createElement(HeatmapVis, { ...props, children: createElement(Spy) })));
}
function state(): RootState {
  if (!three) throw new Error("expected h5web's canvas on the page");
  return three;
}
/** Waits for the drawing to be complete on the (software) GPU. */
function finish(): void {
  const gl = state().gl.getContext();
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}
/** Moves the camera as h5web's own pan and zoom do, and draws at once instead of in the next frame. */
function move(change: (camera: RootState["camera"]) => void): void {
  const { camera, advance } = state();
  change(camera);
  camera.updateMatrixWorld();
  advance(performance.now());
}

window.contestant = {
  prepare: async (rows, columns) => {
    field = makeField(rows, columns);
    data = toTypedNdArray(ndarray(field.values, [rows, columns]), Float32Array);
    await nextFrame();
  },
  firstPaint: () =>
    frameTime(async () => {
      show(1);
      // The canvas measures itself first; what is drawn then is drawn again when its size is known.
      while (!three || three.internal.frames > 0 || three.gl.info.render.calls === 0) await nextFrame();
    }, finish),
  pan: async (steps) => {
    move((camera) => camera.scale.set(0.25, 0.25, 1));
    const { width, height } = state().size;
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      const angle = (step / steps) * 2 * Math.PI;
      times.push(
        await frameTime(() => {
          move((camera) =>
            camera.position.set((width / 8) * Math.cos(angle), (height / 8) * Math.sin(angle), camera.position.z),
          );
        }, finish),
      );
    }
    return times;
  },
  zoom: async (steps) => {
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      times.push(
        await frameTime(() => {
          move((camera) => camera.scale.set(1.05 ** -(step + 1), 1.05 ** -(step + 1), 1));
        }, finish),
      );
    }
    return times;
  },
  recolour: async (steps) => {
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      times.push(
        await frameTime(() => {
          show(0.5 + step / steps);
          state().advance(performance.now());
        }, finish),
      );
    }
    show(1);
    await nextFrame();
    return times;
  },
  inspect: async (steps) => {
    const canvas = state().gl.domElement;
    const box = canvas.getBoundingClientRect();
    const text = (): string => root.querySelector("[class*=tooltip i]")?.textContent ?? "";
    const times: number[] = [];
    for (let step = 0; step < steps; step++) {
      await new Promise((resolve) => setTimeout(resolve, 120));
      const before = text();
      const start = performance.now();
      const clientX = box.left + box.width * (0.2 + (0.6 * step) / steps);
      const clientY = box.top + box.height * (0.3 + (0.4 * step) / steps);
      canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true, pointerId: 1 }));
      while (text() === before && performance.now() - start < 1000) await nextFrame();
      times.push(performance.now() - start);
    }
    return times;
  },
  fit: async () => {
    move((camera) => {
      camera.scale.set(1, 1, 1);
      camera.position.set(0, 0, camera.position.z);
    });
    await nextFrame();
  },
  area: () => {
    const { x, y, width, height } = state().gl.domElement.getBoundingClientRect();
    return { x, y, width, height };
  },
  needles: () => field.needles,
};
