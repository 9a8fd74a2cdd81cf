import { reproduction } from "../../../input/reproduction";
import { textWriter } from "./writer";

/** NumPy code that reproduces the problem. */
export const numpyCode = textWriter((problem) => reproduction(problem, "numpy", "for pasting"));
