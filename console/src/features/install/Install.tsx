import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { fieldHomesQuery, installationQuery, installationsQuery } from '../../api/queries'
import type { FieldHome } from '../../api/types'
import { useSession } from '../../app/session'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { word } from '../../i18n/word'
import '../field/field.css'
import { Fit } from './Fit'
import './install.css'

/** Fitting devices in homes, made for a phone: one home, one device, one step at a time. */
export function Install() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { id } = useSearch({ from: '/shell/install' })
  return (
    <div className="field fit">
      <header className="field-head">
        <h1>{t('install.title')}</h1>
        <span className="grow" />
        {id && <Link to="/install" search={{}} className="field-link">{t('install.back')}</Link>}
        {!id && staff.role === 'worker' && <Link to="/field" className="field-link">{t('install.orders')}</Link>}
      </header>
      {id ? <One id={id} /> : <Begin />}
    </div>
  )
}

function One({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(installationQuery(id))
  return (
    <>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      {data && <Fit key={data.id} installation={data} />}
    </>
  )
}

function Begin() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(installationsQuery)
  const [q, setQ] = useState('')
  const text = useDeferredValue(q.trim())
  const found = useQuery(fieldHomesQuery(text))
  const { submit, error: refused, busy } = useSubmit(['installations'])
  const begin = async (home: FieldHome) => {
    const made = await submit(() => answer(api.POST('/api/v1/installations', { body: { household_id: home.id } })))
    if (made) await navigate({ to: '/install', search: { id: made.id } })
  }
  return (
    <>
      <ProblemLine error={error ?? refused} onRetry={error ? () => void refetch() : undefined} />
      {data && data.items.length > 0 && (
        <section>
          <h2>{t('install.running')} <span className="num">{data.items.length}</span></h2>
          <ul>
            {data.items.map((i) => (
              <li key={i.id}>
                <Link to="/install" search={{ id: i.id }} className="field-row" style={{ textDecoration: 'none', color: 'inherit' }}>
                  <span className="grow"><b>{i.home?.elders.map((e) => e.name).join('、') || i.home?.address}</b><br /><span className="quiet">{[i.village || i.township, i.device ? word(t, 'deviceKind', i.device.kind) : ''].filter(Boolean).join(' · ')}</span></span>
                  <span className="chip chip-amber">{t(`install.${i.next || 'done'}`)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>{t('install.find')}</h2>
        <input type="search" autoFocus aria-label={t('install.find')} placeholder={t('install.findHint')} value={q} onChange={(e) => setQ(e.target.value)} />
      </section>
      <ProblemLine error={found.error} onRetry={() => void found.refetch()} />
      {found.data && (found.data.items.length === 0
        ? <p className="quiet">{t('install.noHome')}</p>
        : (
          <ul>
            {found.data.items.map((home) => (
              <li key={home.id}>
                <button type="button" className="field-row" disabled={busy} onClick={() => void begin(home)}>
                  <span className="grow" style={{ textAlign: 'left' }}><b>{home.elders.map((e) => e.name).join('、') || '—'}</b><br /><span className="quiet">{[home.address, home.directions].filter(Boolean).join(' · ')}</span></span>
                  <span className="chip chip-teal">{t('install.begin')}</span>
                </button>
              </li>
            ))}
          </ul>
        ))}
    </>
  )
}
