/** Fen as people read money: yuan, with cents only where there are any. */
export const yuan = (fen: number) => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2))

/** Yuan as somebody types them, in fen; undefined when it is no amount. */
export function fenOf(text: string | number | undefined | null): number | undefined {
  const value = Number(text)
  return text === undefined || text === null || text === '' || !Number.isFinite(value) ? undefined : Math.round(value * 100)
}
