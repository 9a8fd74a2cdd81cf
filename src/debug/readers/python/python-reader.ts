import { createAgentReader } from "../agent/agent-reader";
import { pythonExpression, pythonOperand } from "./python-expression";
import type { Reader } from "../reader";
import type { Disk } from "../shared-disk";

/** NumPy, PyTorch, TensorFlow, JAX, pandas and Python's own containers, through debugpy. */
export function createPythonReader(disk: Disk | null): Reader {
  return createAgentReader(
    {
      language: "Python",
      express: pythonExpression,
      operand: pythonOperand,
      hasFiles: () => true,
    },
    disk,
  );
}
