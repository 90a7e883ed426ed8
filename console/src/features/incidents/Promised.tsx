import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types'
import { useNow } from '../../app/clock'
import { elapsed, stamp } from '../../app/time'
import { promised } from './scene'
import './scene.css'

/** Who refused help and is to be called again, with the deadline, whoever has it in hand. */
export function Promised({ incidents, selected, onPick }: { incidents: Incident[]; selected: string | undefined; onPick: (id: string) => void }) {
  const { t } = useTranslation()
  const now = useNow()
  const list = promised(incidents)
  if (list.length === 0) return null
  return (
    <section className="scene-promised" aria-label={t('scene.promised')}>
      <h2>{t('scene.promised')} <span className="num">{list.length}</span></h2>
      <ul>
        {list.map((i) => {
          const by = i.refused?.call_by ?? ''
          const left = Date.parse(by) - now
          return (
            <li key={i.id}>
              <button type="button" className="scene-row" data-late={left <= 0} aria-current={i.id === selected ? 'true' : undefined} onClick={() => onPick(i.id)}>
                <b className="ellipsis">{i.elder_name || t('common.unknownPerson')}</b>
                <span className="quiet ellipsis grow">{i.village}</span>
                <span className="num nowrap">{stamp(by).slice(-5)}</span>
                <span className={`chip num ${left <= 0 ? 'chip-alarm' : left < 1_800_000 ? 'chip-amber' : ''}`}>{left > 0 ? t('scene.secondIn', { for: elapsed(left) }) : t('scene.secondLate', { for: elapsed(-left) })}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
