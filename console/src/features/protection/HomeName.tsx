import { addressOf } from '../../components/address'

/** Where a home is, without saying its village twice. */
export function HomeName({ at }: { at: { township?: string; village?: string; address?: string; household_id: string } }) {
  return <>{addressOf([at.township ?? '', at.village ?? '', at.address ?? '']) || at.household_id}</>
}
