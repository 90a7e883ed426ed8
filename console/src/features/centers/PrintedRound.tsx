import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'
import { clock, fullStamp } from '../../app/time'
import { word } from '../../i18n/word'
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
        </tbody>
      </table>
      <p>{t('carehome.advice')} {by} {fullStamp(at)}</p>
    </div>
  )
}
