import type { AgentAsk } from "../agent/agent-language";
import { joinPython } from "../agent/joined-modules";
import answer from "./agent/answer.py";
import beginnings from "./agent/beginnings.py";
import bufferPlan from "./agent/buffer_plan.py";
import clock from "./agent/clock.py";
import float8 from "./agent/float8.py";
import frameMembers from "./agent/frame_members.py";
import frameTensors from "./agent/frame_tensors.py";
import head from "./agent/head.py";
import kinds from "./agent/kinds.py";
import kerasLayer from "./agent/keras_layer.py";
import layerPlan from "./agent/layer_plan.py";
import libraryPlan from "./agent/library_plan.py";
import listPlan from "./agent/list_plan.py";
import loadedModules from "./agent/loaded_modules.py";
import normLayer from "./agent/norm_layer.py";
import numpyPlan from "./agent/numpy_plan.py";
import pandasPlan from "./agent/pandas_plan.py";
import payload from "./agent/payload.py";
import plainNumbers from "./agent/plain_numbers.py";
import privateFile from "./agent/private_file.py";
import protocolPlan from "./agent/protocol_plan.py";
import savedTensors from "./agent/saved_tensors.py";
import sizes from "./agent/sizes.py";
import tensorPlan from "./agent/tensor_plan.py";
import torchLayer from "./agent/torch_layer.py";
import torchPlan from "./agent/torch_plan.py";
import torchQuiet from "./agent/torch_quiet.py";
import torchTensor from "./agent/torch_tensor.py";
import typeNames from "./agent/type_names.py";

/** What runs inside a stopped Python program. */
export const PYTHON_AGENT = joinPython([
  loadedModules,
  clock,
  kinds,
  typeNames,
  plainNumbers,
  sizes,
  bufferPlan,
  float8,
  torchTensor,
  torchQuiet,
  torchPlan,
  layerPlan,
  torchLayer,
  kerasLayer,
  normLayer,
  numpyPlan,
  libraryPlan,
  listPlan,
  pandasPlan,
  protocolPlan,
  tensorPlan,
  head,
  savedTensors,
  frameMembers,
  frameTensors,
  beginnings,
  payload,
  privateFile,
  answer,
]);

/** Python's literal of a string; the JSON form of an ASCII-escaped string is one. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * One Python expression that asks the agent about a user's expression. The agent's names live in a dictionary of its own
 * that is emptied before the answer goes out, so that none is left in the frame; the user's expression arrives as a
 * function, so that what it raises stays in there.
 */
export function pythonExpression(expression: string, ask: AgentAsk): string {
  const entries = Object.entries(ask).map(([key, value]) => {
    return `${literal(key)}:${value === null ? "None" : typeof value === "number" ? String(value) : literal(value)}`;
  });
  // The names of the frame are those of the outermost scope only, so locals() stands outside of every lambda.
  const get = ask.op === "list" ? "(lambda h,g:lambda:(h,g))(dict(locals()),globals())" : `lambda:(${expression}\n)`;
  return `(lambda c,e,a,g:(exec(c,g),g["run"](e,a))[1])(${literal(PYTHON_AGENT)},${get},{${entries.join(",")}},{})`;
}

/** How the user's expression is spelled inside another one. */
export function pythonOperand(expression: string): string {
  return /^[\w.]+$/.test(expression) ? expression : `(${expression})`;
}
