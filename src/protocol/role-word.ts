/** How a role is called to people: "candidate.dx" is "your dx", "candidate2.dx" "your second dx". */
export function roleWord(role: string): string {
  const [set = "", gradient = "dx"] = role.split(".");
  if (set === "candidate") return `your ${gradient}`;
  return set === "candidate2" ? `your second ${gradient}` : role;
}
