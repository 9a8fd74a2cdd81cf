import type { ValueRow } from "../readers/variables/value-tree";
import type { TrackedSession } from "../session/tracked-session";
import type { FramePlace } from "../session/stack-frames";
import type { UsedExpressions } from "./used-expressions";

/** An expression in a frame of a stopped program, when it was chosen. */
export interface Anchor {
  /** Absent after the window was loaded again: then the next session of the name is awaited. */
  readonly tracked?: TrackedSession;
  readonly sessionName: string;
  readonly debugType: string;
  readonly frame: FramePlace;
  readonly expression: string;
  /** Sizes that the user gave to what has none of its own. */
  readonly shape?: readonly number[];
  /** The row of the Variables view; the only way to its numbers where evaluation is forbidden. */
  readonly row?: ValueRow;
  readonly used?: UsedExpressions;
}
