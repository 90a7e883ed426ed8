/** A list with one thing taken to another place. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const out = [...list]
  const [one] = out.splice(from, 1)
  if (one === undefined) return list
  out.splice(Math.max(0, Math.min(to, out.length)), 0, one)
  return out
}
