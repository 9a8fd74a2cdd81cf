/** A module with the interface of a kernel and the function that gives an instance's exports this interface. */
export function bindings(kernel: string, source: string): string;
