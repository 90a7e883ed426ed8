import {
  AlertOutlined, ApartmentOutlined, AuditOutlined, BarChartOutlined, BellOutlined, CalendarOutlined, CheckSquareOutlined, FileTextOutlined, HomeOutlined,
  MedicineBoxOutlined, MessageOutlined, SafetyOutlined, SettingOutlined, TeamOutlined, ToolOutlined, UserOutlined, WarningOutlined, WifiOutlined,
} from '@ant-design/icons'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useMatches, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api, onSignedOut } from '../api/http'
import { deskQuery, sessionQuery } from '../api/queries'
import type { Role, Session } from '../api/types'
import { DutyProvider } from '../features/incidents/duty'
import { TrainingBand, TrainingLink } from '../features/training/Band'
import { setLanguage } from '../i18n'
import { Live, useLink } from '../live/live'
import { useNow } from './clock'
import { NotYours } from './pages'
import { can, PATHS, screenAt, SCREENS, SessionProvider, SIGNED_IN, useSession, type Screen } from './session'
import { elapsed } from './time'

/** Drawings only: the word beside them is the name, for the ear too. */
const ICONS: Record<Screen, typeof BellOutlined> = {
  desk: BellOutlined, orders: FileTextOutlined, elders: UserOutlined, devices: WifiOutlined, alerts: AlertOutlined,
  day: HomeOutlined, staff: TeamOutlined, golive: CheckSquareOutlined, overview: BarChartOutlined, system: SettingOutlined,
  journal: AuditOutlined, field: ApartmentOutlined, install: ToolOutlined, tickets: MessageOutlined, roster: CalendarOutlined, protection: SafetyOutlined, medicine: MedicineBoxOutlined,
}

export function Shell() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  return (
    <SessionProvider value={session}>
      <Live session={session.staff.id}>
        {can.desk(session.staff.role) ? <DutyProvider><Frame /></DutyProvider> : <Frame />}
      </Live>
    </SessionProvider>
  )
}

function Frame() {
  const { t, i18n } = useTranslation()
  const session = useSession()
  const leave = useSignOut()
  const screens = SCREENS[session.staff.role]
  const field = session.staff.role === 'worker'
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData.page })
  const open = screenAt(useLocation({ select: (at) => at.pathname }), session.staff.role)
  return (
    <div className={field ? undefined : 'shell'} style={field ? { minHeight: '100dvh' } : undefined}>
      <a className="skip" href="#content">{t('app.skip')}</a>
      {!field && (
        <div className="rail">
          <div className="rail-brand" aria-label={t('app.name')}>
            <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M5 17.5 16 7l11 10.5" fill="none" stroke="#fff" strokeWidth="2.8" strokeLinecap="round" strokeLinejoin="round" /><circle cx="16" cy="21" r="4.4" fill="#f0c987" /></svg>
            {t('app.name')}
          </div>
          <nav aria-label={t('nav.menu')}>
            {session.training && can.desk(session.staff.role) && <TrainingLink />}
            {screens.map((screen) => {
              const Icon = ICONS[screen]
              return <Link key={screen} to={PATHS[screen]} className="rail-link" data-open={screen === open || undefined} aria-current={screen === open ? 'page' : undefined} title={t(`nav.${screen}`)}>
                <Icon aria-hidden />
                <span>{t(`navShort.${screen}`)}</span>
              </Link>
            })}
          </nav>
          <div className="rail-foot">
            {session.training_url && can.desk(session.staff.role) && <a className="rail-training" href={session.training_url} target="_blank" rel="noreferrer">{t('training.link')}</a>}
            <div className="rail-who">
              {session.staff.name}
              <br />
              {t(`role.${session.staff.role}`)}
            </div>
            <button type="button" lang={i18n.language === 'en' ? 'zh-CN' : 'en'} onClick={() => setLanguage(i18n.language === 'en' ? 'zh' : 'en')}>{t('app.language')}</button>
            <button type="button" onClick={leave}>{t('session.signOut')}</button>
          </div>
        </div>
      )}
      <div className="frame">
        <LinkBar />
        {session.training && <TrainingBand role={session.staff.role} />}
        {session.demo && <DemoBand demo={session.demo} role={session.staff.role} />}
        <main id="content" tabIndex={0} style={{ outline: 'none' }}>
          {page && !page.may(session.staff.role) ? <NotYours page={page} /> : <Outlet />}
        </main>
      </div>
    </div>
  )
}

/** A demonstration says that it is one; a person may let its own staff rest and answer instead. */
function DemoBand({ demo, role }: { demo: NonNullable<Session['demo']>; role: Role }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const turn = () => void api.POST('/api/v1/demo/staff', { body: { on: !demo.staff } }).then(() => cache.invalidateQueries({ queryKey: ['session'] }))
  return (
    <div className="bar bar-demo">
      <span>{demo.speed > 1 ? t('demo.band', { speed: demo.speed }) : t('demo.plain')}</span>
      {can.desk(role) && (
        <>
          <span>{demo.staff ? t('demo.staffOn') : t('demo.staffOff')}</span>
          <button type="button" onClick={turn}>{demo.staff ? t('demo.rest') : t('demo.work')}</button>
        </>
      )}
    </div>
  )
}

/** Silence is never drawn as calm: a lost link is a red bar on every screen. */
function LinkBar() {
  const link = useLink()
  const cache = useQueryClient()
  const { t } = useTranslation()
  const now = useNow()
  if (link.up) return null
  // Known from before the link was lost; nothing can be asked now.
  const phones = cache.getQueryData(deskQuery.queryKey)?.substitute_phones
  return (
    <div className="bar bar-alarm" role="alert">
      <WarningOutlined aria-hidden /> {t('link.lost', { for: elapsed(Math.max(0, now - link.since)) })}{phones && ` · ${t('link.substitute', { phones })}`}
    </div>
  )
}

export function useSignOut() {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const router = useRouter()
  // A session that ended elsewhere leads to the door, with the way back kept.
  useEffect(() => onSignedOut(() => {
    cache.removeQueries({ queryKey: ['session'] })
    void navigate({ to: '/sign-in', search: { to: router.state.location.href } })
  }), [cache, navigate, router])
  return async () => {
    await api.DELETE('/api/v1/session').catch(() => undefined)
    localStorage.removeItem(SIGNED_IN)
    cache.clear()
    await navigate({ to: '/sign-in' })
  }
}
