import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useSession } from '../../app/session'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { yuan } from './money'
import { OfferingForm } from './OfferingForm'
import { offeringsQuery, type Offering } from './queries'
import { WorkPage } from './WorkPage'

/** 服务目录: what can be ordered, what it takes and what it costs. */
export function Catalogue() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { offering: selected } = useSearch({ from: '/shell/orders/catalogue' })
  const [writing, setWriting] = useState<'new' | string>()
  const { data: found, error, refetch, dataUpdatedAt } = useQuery(offeringsQuery)
  const rows = found?.items ?? []
  const chosen = rows.find((o) => o.id === selected)
  const pick = (offering: string) => {
    setWriting(undefined)
    void navigate({ to: '/orders/catalogue', search: { offering } })
  }
  return (
    <WorkPage title={t('plans.catalogue.title')} age={dataUpdatedAt} limit={600}
      actions={can.admin(staff.role) && <Button type="primary" onClick={() => setWriting('new')}>{t('plans.catalogue.new')}</Button>}>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-7 sheet sheet-scroll" tabIndex={0}>
          <Table<Offering>
            rowKey="id"
            size="middle"
            loading={!found && !error}
            dataSource={rows}
            pagination={false}
            rowClassName={(o) => `row-link ${o.id === chosen?.id ? 'row-on' : ''}`}
            onRow={(o) => ({ onClick: () => pick(o.id) })}
            locale={{ emptyText: <Empty title={t('plans.catalogue.empty')} hint={t('plans.catalogue.emptyHint')} /> }}
            columns={[
              { title: t('orders.service'), key: 'service', render: (_, o) => t(`service.${o.service}`) },
              { title: t('plans.catalogue.name'), key: 'name', render: (_, o) => <><button type="button" className="link-button" onClick={() => pick(o.id)}><b>{o.name}</b></button>{o.disabled && <span className="chip">{t('plans.catalogue.disabled')}</span>}</> },
              { title: t('plans.catalogue.minutes'), key: 'minutes', className: 'num', render: (_, o) => o.minutes },
              { title: t('plans.catalogue.needs'), key: 'needs', render: (_, o) => <Needs offering={o} /> },
              { title: t('plans.catalogue.own'), key: 'own', className: 'num', render: (_, o) => (o.price ? yuan(o.own_fen) : <span className="quiet">{t('plans.catalogue.noPrice')}</span>) },
            ]}
          />
        </div>
        <div className="span-5">
          {writing
            ? <OfferingForm key={writing} offering={writing === 'new' ? undefined : rows.find((o) => o.id === writing)} onDone={(id) => (id ? pick(id) : setWriting(undefined))} />
            : chosen
              ? <OfferingPanel key={chosen.id} offering={chosen} onEdit={can.admin(staff.role) ? () => setWriting(chosen.id) : undefined} />
              : <div className="sheet"><Empty title={t('plans.catalogue.choose')} hint={t('plans.catalogue.chooseHint')} /></div>}
        </div>
      </div>
    </WorkPage>
  )
}

function Needs({ offering: o }: { offering: Offering }) {
  const { t } = useTranslation()
  return (
    <span className="row wrap" style={{ gap: 4 }}>
      {o.two_persons && <span className="chip chip-amber">{t('plans.catalogue.twoPersons')}</span>}
      {o.pre_checks?.length ? <span className="chip chip-info">{t('plans.catalogue.preChecks')}</span> : null}
      {(o.certificates ?? []).map((c) => <span key={c} className="chip">{c}</span>)}
    </span>
  )
}

function OfferingPanel({ offering: o, onEdit }: { offering: Offering; onEdit?: () => void }) {
  const { t } = useTranslation()
  const flags = [o.two_persons && t('plans.catalogue.twoPersons'), o.consent && t('plans.catalogue.consent'), o.receipt && t('plans.catalogue.receipt'), o.advance_fen > 0 && `${t('plans.catalogue.advance')} ¥${yuan(o.advance_fen)}`].filter(Boolean)
  return (
    <Panel title={o.name} extra={onEdit && <Button size="small" onClick={onEdit}>{t('plans.catalogue.edit')}</Button>}>
      <dl className="facts">
        <dt>{t('plans.catalogue.id')}</dt><dd className="num">{o.id}</dd>
        <dt>{t('orders.service')}</dt><dd>{t(`service.${o.service}`)} · {t(`plans.catalogue.givenAt.${o.given}`)} · {t('plans.catalogue.minutesOf', { n: o.minutes })}</dd>
        {flags.length > 0 && <><dt>{t('plans.catalogue.needs')}</dt><dd>{flags.join(' · ')}</dd></>}
        {o.certificates?.length ? <><dt>{t('plans.catalogue.certificates')}</dt><dd>{o.certificates.join('、')}</dd></> : null}
        {o.pre_checks?.length ? <><dt>{t('plans.catalogue.preChecks')}</dt><dd>{o.pre_checks.map((p) => <div key={p.code}>{p.name} <span className="num quiet">{[p.min != null && t('plans.catalogue.at_least', { v: p.min }), p.max != null && t('plans.catalogue.at_most', { v: p.max })].filter(Boolean).join(' · ')} {p.unit}</span></div>)}</dd></> : null}
        {o.checklist?.length ? <><dt>{t('plans.catalogue.checklist')}</dt><dd><ol style={{ paddingLeft: 18 }}>{o.checklist.map((line) => <li key={line}>{line}</li>)}</ol></dd></> : null}
        <dt>{t('plans.catalogue.prices')}</dt>
        <dd>
          {o.prices?.length ? [...o.prices].reverse().map((p) => (
            <div key={p.from} className="num">{p.from} {t('plans.catalogue.from')} · {t('plans.catalogue.whole')} ¥{yuan(p.fen)} − {t('plans.catalogue.subsidy')} ¥{yuan(p.subsidy_fen)} = <b>{t('plans.catalogue.own')} ¥{yuan(p.fen - p.subsidy_fen)}</b></div>
          )) : <span className="quiet">{t('plans.catalogue.noPrice')}</span>}
        </dd>
      </dl>
    </Panel>
  )
}
