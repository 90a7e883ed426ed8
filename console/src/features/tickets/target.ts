// Whether a share keeps its target, and whether that says anything yet.

/** Below this many cases one more or less decides: no verdict is given. */
export const FEW = 10

export function judge(share: { n: number; of: number }, perMille: number): 'met' | 'below' | 'few' | undefined {
  if (share.of === 0) return undefined
  if (share.of < FEW) return 'few'
  return share.n * 1000 >= share.of * perMille ? 'met' : 'below'
}
