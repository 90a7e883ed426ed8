import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Offline } from '../../api/http'
import { serverNow } from '../../app/clock'
import { elapsed, stamp } from '../../app/time'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import { DoseCard, Why } from './DoseCard'
import { gapText, say, type Dose, type Need } from './medicine'
import { needsOf, peopleOf } from './slots'

/** 必要时: what may be given when a resident needs it, and what was given today. */
export function Needed({ needs, given, now, may, onChange }: { needs: Need[]; given: Dose[]; now: number; may: boolean; onChange: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <ul className="round-people no-print">
        {needsOf(needs).map((p) => (
          <li key={p.id} className="dose-card" data-away={Boolean(p.away)}>
            <h2><b>{p.name}</b> <span className="num quiet">{p.place}</span></h2>
            {p.away && <p className="dose-away">{t('carehome.awayNot', { where: word(t, 'carehome.away', p.away) })}</p>}
            <ul>{p.needs.map((n) => <NeedLine key={n.medicine_id} need={n} now={now} may={may && !p.away} onChange={onChange} />)}</ul>
          </li>
        ))}
      </ul>
      {given.length > 0 && (
        <>
          <h2 className="needed-today no-print">{t('carehome.needed.today')}</h2>
          <ul className="round-people no-print">
            {peopleOf(given).map((p) => <DoseCard key={p.id} person={p} now={now} may={may} onChange={onChange} onKeep={() => undefined} />)}
          </ul>
        </>
      )}
    </>
  )
}

function NeedLine({ need: n, now, may, onChange }: { need: Need; now: number; may: boolean; onChange: () => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit()
  const [asking, setAsking] = useState(false)
  const [alone, setAlone] = useState(false)
  const wait = n.from ? Date.parse(n.from) - now : 0
  const give = async (reason: string) => {
    setAsking(false)
    setAlone(false)
    await submit(() => say('give', { medicine_id: n.medicine_id, due_at: new Date(serverNow()).toISOString() }, { reason }).catch((failure: unknown) => {
      if (!(failure instanceof Offline)) throw failure
      setAlone(true)
    }))
    onChange() // also after a refusal: somebody else was there first
  }
  return (
    <li className="dose-line">
      <div>
        <b>{n.name}</b> <span>{n.dose}</span>
        {n.double_check && <span className="chip chip-amber">{t('carehome.double')}</span>}
        {n.note && <p className="quiet">{n.note}</p>}
        <p className="quiet num">{[gapText(t, n), n.last_at ? t('carehome.needed.last', { at: stamp(n.last_at) }) : t('carehome.needed.never'), t('carehome.needed.count', { n: n.today })].join(' · ')}</p>
      </div>
      {wait > 0 && <p className="dose-state"><span className="chip chip-amber num">{t('carehome.needed.wait', { at: stamp(n.from), for: elapsed(wait) })}</span></p>}
      {may && wait <= 0 && (asking
        ? <Why reasons={t('carehome.needed.why').split('|')} onSay={(reason) => void give(reason)} onCancel={() => setAsking(false)} />
        : <div className="dose-acts"><button type="button" className="dose-main" disabled={busy} onClick={() => setAsking(true)}>{t('carehome.needed.give')}</button></div>)}
      {alone && <p className="problem" role="alert">{t('carehome.needed.signal')}</p>}
      <ProblemLine error={error} />
    </li>
  )
}
