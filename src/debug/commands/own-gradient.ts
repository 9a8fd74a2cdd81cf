import * as vscode from "vscode";
import { roleWord } from "../../protocol/role-word";
import { failure, success, type Result } from "../../core/fault";
import type { Offer } from "../../protocol/provenance";
import { findByName, fits } from "./usual-names";
import { isDebugRole } from "../source/debug-problem";
import { isCandidate } from "../source/used-expressions";
import { commandOptions, type DebugServices } from "./debug-services";
import { pickTensor } from "./pick-tensor";
import type { DebugSource } from "../source/debug-source";
import type { NamedDescription } from "../readers/reader";

/**
 * Uses a variable of the frame as gamma, beta, eps or dout, or compares with a gradient that the program has computed,
 * such as x.grad. That belongs to one dout: the one the panel has, else the variable of the frame with a usual name, else
 * the one that the user chooses.
 */
export async function useOwnGradient(
  services: DebugServices,
  source: DebugSource,
  { role, title }: Offer,
): Promise<Result<null>> {
  if (!isDebugRole(role)) return failure("no-role", `${title} cannot be used as ${roleWord(role)}.`);
  if (!isCandidate(role) || source.has("dout") || hasOwnDout(services, source)) {
    source.setRoles({ [role]: title });
    return success(null);
  }
  const dout = await findDout(services, source, title);
  if (!dout.ok || dout.value === undefined) return dout.ok ? success(null) : dout;
  source.setRoles({ dout: dout.value, [role]: title });
  return success(null);
}

/** The user has typed or picked a dout in the panel. */
function hasOwnDout({ panels }: DebugServices, source: DebugSource): boolean {
  const panel = panels.all.find(({ model }) => model.source === source);
  const from = panel?.model.state.analysis?.parameters.dout.from;
  return from === "typed" || from === "picked";
}

/** An expression for dout; undefined when the user gave up. */
async function findDout(
  services: DebugServices,
  source: DebugSource,
  title: string,
): Promise<Result<string | undefined>> {
  const place = await source.place();
  const x = services.panels.all.find(({ model }) => model.source === source)?.model.shape;
  if (!place || !x) return failure("running", `${title} cannot be read: the program is running.`);
  const { tracked, frame } = place;
  const listed = await services.readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, commandOptions());
  if (!listed.ok) return listed;
  const named = findByName("dout", listed.value, x);
  if (named !== undefined) return success(named);
  const fitting = listed.value.filter(({ description }) => fits("dout", description.shape, { shape: x }));
  // The output's own gradient, where the program keeps it, is dout itself.
  const gradients = fitting.flatMap(({ description }): NamedDescription[] => {
    const { grad } = description.extras;
    return grad === null || grad === title ? [] : [{ expression: grad, description }];
  });
  const choices = [...gradients, ...fitting.filter(({ expression }) => expression !== source.title)];
  if (choices.length === 0) {
    const text = `${title} belongs to one dout, and ${frame.name} has no other tensor of x's shape. Give dout first: out.retain_grad() before backward() keeps it in out.grad.`;
    return failure("no-dout", text);
  }
  const ask = vscode.l10n.t("{0} belongs to one dout, the gradient of the output: which?", title);
  const chosen = await pickTensor(services, place, ask, choices);
  return success(chosen?.expression);
}
