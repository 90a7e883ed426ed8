import { useTranslation } from 'react-i18next'
import { clock, stamp } from '../../app/time'
import type { Sample, SampleLog } from './medicine'

/** A month of the log, to be printed, signed and hung up. */
export function SampleMonth({ log, month, by }: { log: SampleLog; month: string; by: string }) {
  const { t } = useTranslation()
  return (
    <div className="sheet sheet-pad">
      <h2>{t('carehome.samples.monthTitle', { name: log.name, month })}</h2>
      <p className="quiet" style={{ fontSize: 12 }}>{t('carehome.samples.rule')}</p>
      <div className="sheet-scroll" tabIndex={0}>
        <table className="kept-month num">
          <thead><tr><th>{t('carehome.day')}</th>{log.days[0]?.meals.map((m) => <th key={m.meal}>{t(`carehome.samples.meal.${m.meal}`)}</th>)}</tr></thead>
          <tbody>
            {log.days.map((d) => (
              <tr key={d.day}>
                <th scope="row">{d.day.slice(5)}</th>
                {d.meals.map((m) => (
                  <td key={m.meal}>
                    {m.missing && <span className="kept-flag">! {t('carehome.samples.missing')}</span>}
                    {m.samples.filter((s) => !s.struck_at).map((s) => <Kept key={s.id} sample={s} />)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet" style={{ fontSize: 12, marginTop: 8 }}>{t('carehome.samples.signer')}{t('common.colon')}＿＿＿＿＿＿　{by}</p>
    </div>
  )
}

function Kept({ sample: s }: { sample: Sample }) {
  const { t } = useTranslation()
  return <div>{s.dish} {s.grams}g {s.celsius}℃ {clock(s.taken_at).slice(0, 5)} {s.by_name}{s.discarded_at && ` · ${t('carehome.samples.discarded')} ${stamp(s.discarded_at)} ${s.discarded_name ?? ''} ${s.discard_reason ?? ''}`}</div>
}
