import { success } from "../../../core/fault";
import type { Answer } from "./answer";

/** The pictures stand: the check, which may have waited for them, begins. */
export const drawn: Answer<"drawn"> = ({ run }) => {
  run?.begin();
  return success(null);
};
