import { useTranslation } from 'react-i18next'
import type { DryRun } from '../../api/types'
import { stamp } from '../../app/time'
import { word } from '../../i18n/word'

/** What a pasted message would be: who speaks, what is called, measured and refused. */
export function DryResult({ result }: { result: DryRun }) {
  const { t } = useTranslation()
  if (!result.matches) return <p className="chip chip-amber" role="status">{t('sources.noMatch')}</p>
  const nothing = result.calls.length + result.readings.length + result.others.length + result.refused.length === 0
  return (
    <div className="stack" role="status" data-dry-run>
      <dl className="facts">
        <dt>{t('sources.speaker')}</dt>
        <dd>{result.speaker ? <code>{result.speaker}</code> : t('sources.nobody')} <Known yes={result.known} /></dd>
        <dt>{t('sources.rest')}</dt><dd><code>{result.rest || '∅'}</code></dd>
        {result.devices.filter((d) => d.name !== result.speaker).map((d) => (
          <Row key={d.name} name={d.name}>{d.known ? <code>{d.device_id}</code> : word(t, 'reason', d.reason)} <Known yes={d.known} /></Row>
        ))}
      </dl>
      {result.calls.map((c, i) => (
        <p key={i} className="row wrap">
          <span className={`chip ${c.raised ? 'chip-alarm' : 'chip-amber'}`}>{c.raised ? t('sources.wouldCall') : t('sources.wouldRefuse')}</span>
          <b>{word(t, 'kind', c.kind)}</b> <code>{c.name || c.device_id}</code> <span className="num quiet">{stamp(c.at)}</span>
          {c.raised && c.orphan && <span className="chip chip-amber">{c.device_id && c.device_id === result.speaker && result.known ? t('sources.atGateway') : t('sources.noPlace')}</span>}
        </p>
      ))}
      {result.readings.length > 0 && (
        <table className="dry-readings" aria-label={t('sources.readings')}>
          <tbody>
            {result.readings.map((r, i) => (
              <tr key={i}><td>{word(t, 'metric', r.metric)}</td><td className="num">{r.value} {r.unit}</td><td><code>{r.name || r.device_id}</code></td><td>{!r.device_id && <span className="chip chip-amber">{t('sources.wouldRefuse')}</span>}</td></tr>
            ))}
          </tbody>
        </table>
      )}
      {result.others.map((o, i) => <p key={i}><span className="chip">{word(t, 'dryWhat', o.what)}</span> <code>{o.name || o.device_id}</code></p>)}
      {result.refused.map((r, i) => <p key={i}><span className="chip chip-amber">{word(t, 'reason', r.reason)}</span> {r.detail}</p>)}
      {nothing && <p className="quiet">{t('sources.nothing')}</p>}
    </div>
  )
}

const Row = ({ name, children }: { name: string; children: React.ReactNode }) => <><dt><code>{name}</code></dt><dd>{children}</dd></>

function Known({ yes }: { yes: boolean }) {
  const { t } = useTranslation()
  return <span className={`chip ${yes ? 'chip-good' : 'chip-amber'}`}>{yes ? t('sources.known') : t('sources.unknown')}</span>
}
