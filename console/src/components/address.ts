/** The parts of an address, from wide to narrow, each said once: "村部东3组18号" already names its group. */
export function addressOf(parts: (string | undefined)[], between = ' · '): string {
  const given = parts.filter((part): part is string => Boolean(part))
  return given.filter((part, i) => !given.some((other, j) => j !== i && other.includes(part) && (other.length > part.length || j < i))).join(between)
}
