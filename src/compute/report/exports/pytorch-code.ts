import { reproduction } from "../../../input/reproduction";
import { textWriter } from "./writer";

/** PyTorch code that reproduces the problem. */
export const pytorchCode = textWriter((problem) => reproduction(problem, "pytorch", "for pasting"));
