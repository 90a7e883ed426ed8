import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'
import { clock, fullStamp, stamp } from '../../app/time'
import { word } from '../../i18n/word'
import { gapText } from './medicine'
import type { Slot } from './slots'

/** The day's list on paper, with room to tick: for the night in which the network is away. */
export function PrintedRound({ round, slots, by, at }: { round: components['schemas']['MedicineRound']; slots: Slot[]; by: string; at: number }) {
  const { t } = useTranslation()
  return (
    <div className="round-paper">
      <h2>{round.name} · {t('carehome.title')} · {round.day}</h2>
      <table>
        <thead><tr><th>{t('carehome.lists.times')}</th><th>{t('carehome.lists.who')}</th><th>{t('carehome.lists.name')}</th><th>{t('carehome.lists.dose')}</th><th>{t('carehome.given')} / {t('carehome.refuse')} / {t('carehome.miss')}</th></tr></thead>
        <tbody>
          {slots.flatMap((s) => s.doses).map((d) => (
            <tr key={`${d.medicine_id} ${d.due_at}`}>
              <td>{d.clock}</td><td>{[d.room, d.bed].filter(Boolean).join('-')} {d.elder_name}</td><td>{d.name}{d.double_check && ` ※${t('carehome.double')}`}</td><td>{d.dose}</td>
              <td>{d.state === 'open' ? (d.away ? word(t, 'carehome.away', d.away) : '□　□　□') : [word(t, 'carehome.state', d.state), d.at ? clock(d.at).slice(0, 5) : '', d.by_name, d.reason].filter(Boolean).join(' ')}</td>
            </tr>
          ))}
          {(round.items ?? []).filter((d) => d.as_needed).map((d) => (
            <tr key={`${d.medicine_id} ${d.due_at}`}>
              <td>{d.clock}</td><td>{[d.room, d.bed].filter(Boolean).join('-')} {d.elder_name}</td><td>{d.name} {t('carehome.needed.title')}</td><td>{d.dose}</td>
              <td>{[word(t, 'carehome.state', d.state), d.by_name, d.checked_name, d.reason].filter(Boolean).join(' ')}</td>
            </tr>
          ))}
          {(round.needed ?? []).map((n) => (
            <tr key={`needed ${n.medicine_id}`}>
              <td>{t('carehome.needed.title')}</td><td>{[n.room, n.bed].filter(Boolean).join('-')} {n.elder_name}</td><td>{n.name}{n.double_check && ` ※${t('carehome.double')}`}</td><td>{n.dose} {gapText(t, n)}{n.last_at && ` ${t('carehome.needed.last', { at: stamp(n.last_at) })}`}</td>
              <td>{n.away ? word(t, 'carehome.away', n.away) : t('carehome.needed.paper')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t('carehome.advice')} {by} {fullStamp(at)}</p>
    </div>
  )
}
