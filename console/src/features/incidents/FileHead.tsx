import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { IncidentFile, WhereaboutsState } from '../../api/types'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { ageOf } from '../../app/time'
import { addressOf } from '../../components/address'
import { IncidentMark, ReachMark, SeverityMark, WhereaboutsMark } from '../../components/marks'
import { word } from '../../i18n/word'
import { SensesChips } from '../sentences/SensesChips'
import type { Act } from './act'
import { Waited } from './waited'
import { calledFrom, whereIs } from './where'
import { WhoCalls } from './WhoCalls'

/** Who, how to reach, where, and what decides over life; of one height, so that the actions below stay where they are. */
export function FileHead({ incident, act }: { incident: IncidentFile; act: Act }) {
  return (
    <div className="file-top" tabIndex={0}>
      <Head incident={incident} />
      <Facts incident={incident} act={act} />
    </div>
  )
}

function Head({ incident }: { incident: IncidentFile }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const now = useNow()
  const elder = incident.elder
  const age = ageOf(elder?.birth_date, now) ?? incident.elder_age
  return (
    <header className="file-head">
      <div className="grow">
        <div className="row wrap">
          <SeverityMark severity={incident.severity} label={false} />
          <span>{word(t, 'kind', incident.kind)}</span>
          <h2>{elder?.name || incident.elder_name || t('common.unknownPerson')}</h2>
          {age ? <span className="num">{t('common.years', { count: age })}</span> : null}
          <IncidentMark state={incident.state} />
        </div>
        <div className="file-sub row wrap">
          <span className="num quiet">{incident.number}</span>
          {elder && <Link to="/elders/$id" params={{ id: elder.id }} className="link-plain">{t('desk.openFile')}</Link>}
          {incident.afterwards && <span className="chip">{t('work.afterwards')}</span>}
          <Link to="/tickets" search={{ new: true, incident: incident.id, ...(elder ? { elder: elder.id } : {}) }} className="link-plain">{t('hotline.new')}</Link>
          {incident.calls > 1 && <span className="chip chip-alarm num">{t('desk.repeats', { n: incident.calls })}</span>}
          {incident.answered_by && incident.answered_by !== staff.id && <span className="chip chip-amber taken">{t('desk.by', { name: incident.answered_name || incident.answered_by })}</span>}
          {elder?.whereabouts && elder.whereabouts !== 'home' && elder.whereabouts !== 'center' && <WhereaboutsMark state={elder.whereabouts as WhereaboutsState} />}
        </div>
      </div>
      <Waited incident={incident} size="file" />
    </header>
  )
}

function Facts({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const now = useNow()
  const { elder, household } = incident
  const where = whereIs(t, incident, calledFrom(incident), now)
  const home = t(where.home === 'away' ? 'where.homeShort' : 'where.homeUnsureShort')
  const others = (incident.elders ?? []).filter((e) => e.id !== elder?.id)
  return (
    <section className="file-facts" aria-label={t('desk.howToReach')}>
      {elder
        ? (
          <div className="row wrap file-reach">
            <ReachMark reach={elder.reach ?? incident.reach} />
            {elder.phone && <a className="num" href={`tel:${elder.phone}`}>{elder.phone}</a>}
            {elder.reach_notes && <span>{elder.reach_notes}</span>}
            <SensesChips senses={elder.senses} />
            {elder.vital?.length ? elder.vital.map((v) => <span key={v} className="chip chip-vital">{v}</span>) : <span className="quiet file-small">{t('desk.noVital')}</span>}
            {others.map((e) => <span key={e.id} className="chip">{t('desk.second', { name: e.name })}</span>)}
          </div>
        )
        : incident.state !== 'closed' && <WhoCalls incident={incident} act={act} />}
      {where.head && <p className="file-where"><b>{where.head}</b></p>}
      {(household?.directions || elder?.conditions) && (
        <p className="file-way">
          {household?.directions && <b>{where.home && <span className="quiet file-small">{home} </span>}{household.directions}</b>}
          {elder?.conditions && <span><span className="quiet">{t('desk.conditions')}</span> {elder.conditions}</span>}
        </p>
      )}
      <p className="quiet">{where.home && !household?.directions && `${home} · `}{addressOf([incident.township, incident.village, household?.group, household?.address, incident.center_name])}</p>
    </section>
  )
}
