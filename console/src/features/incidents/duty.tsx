// Duty is a state of the console, not of one screen: the bell rings and F2
// answers wherever the operator is.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, Problem } from '../../api/http'
import { deskIncidentsQuery, deskQuery, incidentQuery } from '../../api/queries'
import type { Incident } from '../../api/types'
import { serverNow, useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { word } from '../../i18n/word'
import { reduce } from '../../live/reduce'
import { bell, type BellState } from '../../live/tones'
import { useKeys } from './keys'
import { Wake } from './Wake'
import { mostUrgent, news, placeOf, ringsFor } from './queue'

const BEAT = 20_000
const DUTY = 'yian.duty'

export interface Lost { incident: Incident | undefined; winner: string; at: number }

interface Duty {
  on: boolean
  seat: string
  sound: BellState
  begin: (seat: string) => void
  end: () => void
  answer: (id: string) => Promise<void>
  answerFirst: () => void
  lost: Lost | null
  forget: () => void
  failure: unknown
  nameOf: (id: string) => string
}

const DutyContext = createContext<Duty | null>(null)

export function useDuty(): Duty {
  const duty = useContext(DutyContext)
  if (!duty) throw new Error('no duty: useDuty outside DutyProvider')
  return duty
}

const saved = (): { on: boolean; seat: string } => {
  try {
    return JSON.parse(sessionStorage.getItem(DUTY) ?? '') as { on: boolean; seat: string }
  } catch {
    return { on: false, seat: '' }
  }
}

export function DutyProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const me = staff.id
  const cache = useQueryClient()
  const navigate = useNavigate()
  const { data: desk } = useQuery(deskQuery)
  const { data: list } = useQuery(deskIncidentsQuery)
  const [duty, setDuty] = useState(saved)
  const [lost, setLost] = useState<Lost | null>(null)
  const [failure, setFailure] = useState<unknown>()
  const sound = useSyncExternalStore(bell.subscribe, bell.state)
  const incidents = list?.items

  const nameOf = (id: string) => (id === me ? staff.name : desk?.on_duty?.find((d) => d.id === id)?.name ?? id)

  // The platform must know that somebody is there, or the telephone rings instead.
  useEffect(() => {
    sessionStorage.setItem(DUTY, JSON.stringify(duty))
    bell.duty(duty.on)
    if (!duty.on) return
    const beat = () => void data(api.POST('/api/v1/desk/duty', { body: { on: true, seat: duty.seat } }))
      .then((view) => cache.setQueryData(deskQuery.queryKey, view)).catch(() => undefined)
    beat()
    const timer = setInterval(beat, BEAT)
    return () => clearInterval(timer)
  }, [cache, duty])

  useBell(incidents, me)
  useUnlock(duty.on && sound === 'locked')

  async function answer(id: string) {
    setFailure(undefined)
    const incident = incidents?.find((i) => i.id === id)
    try {
      reduce(cache, 'incident', await data(api.POST('/api/v1/incidents/{id}/answer', { params: { path: { id } } })))
      setLost(null)
      await navigate({ to: '/desk', search: { incident: id } })
    } catch (error) {
      if (error instanceof Problem && error.status === 409) {
        setLost({ incident, winner: error.winner ? nameOf(error.winner) : t('desk.someone'), at: serverNow() })
        // The winner may not be on duty here: the incident itself knows the name.
        const taken = await cache.fetchQuery({ ...incidentQuery(id), staleTime: 0 }).catch(() => undefined)
        if (taken?.answered_name) setLost({ incident, winner: taken.answered_name, at: Date.parse(taken.answered_at ?? '') || serverNow() })
      } else setFailure(error)
    }
    for (const queryKey of [['incidents', 'desk'], ['incident', id], ['desk']]) void cache.invalidateQueries({ queryKey })
  }

  const answerFirst = () => {
    const first = incidents && mostUrgent(incidents, me, serverNow())
    if (first) void answer(first.id)
  }
  useKeys({ F2: answerFirst })

  const value: Duty = {
    ...duty,
    sound,
    begin: (seat) => {
      void bell.unlock()
      setDuty({ on: true, seat })
    },
    end: () => {
      setDuty((old) => ({ ...old, on: false }))
      void api.POST('/api/v1/desk/duty', { body: { on: false } }).then(() => cache.invalidateQueries({ queryKey: ['desk'] })).catch(() => undefined)
    },
    answer,
    answerFirst,
    lost,
    forget: () => setLost(null),
    failure,
    nameOf,
  }
  return (
    <DutyContext.Provider value={value}>
      <Wake />
      {children}
      <Announcer incidents={incidents} me={me} nameOf={nameOf} />
    </DutyContext.Provider>
  )
}

function useBell(incidents: Incident[] | undefined, me: string) {
  const now = useNow()
  const ringing = (incidents ?? []).filter((incident) => ringsFor(incident, me, now))
  const count = (severity: Incident['severity']) => ringing.filter((incident) => incident.severity === severity).length
  const critical = count('critical')
  const warning = count('warning')
  const info = count('info')
  useEffect(() => bell.ring({ critical, warning, info }), [critical, warning, info])
}

/** After a reload the browser wants a new gesture: any key or click will do. */
function useUnlock(locked: boolean) {
  useEffect(() => {
    if (!locked) return
    const unlock = () => void bell.unlock()
    window.addEventListener('keydown', unlock)
    window.addEventListener('pointerdown', unlock)
    return () => {
      window.removeEventListener('keydown', unlock)
      window.removeEventListener('pointerdown', unlock)
    }
  }, [locked])
}

/** Says what happened without taking the focus: new incidents, and answers of others. */
function Announcer({ incidents, me, nameOf }: { incidents: Incident[] | undefined; me: string; nameOf: (id: string) => string }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const [known, setKnown] = useState(incidents)
  if (incidents !== known) {
    setKnown(incidents)
    const item = news(known, incidents, me)
    if (item) {
      const { incident } = item
      const who = incident.elder_name || t('common.unknownPerson')
      setSaid(item.kind === 'arrived'
        ? t('desk.arrived', { kind: word(t, 'kind', incident.kind), who, village: placeOf(incident) })
        : t('desk.answeredBy', { name: incident.answered_name || nameOf(incident.answered_by), who }))
    }
  }
  return <div className="hidden-visually" role="status" aria-live="assertive" data-testid="announcer">{said}</div>
}
