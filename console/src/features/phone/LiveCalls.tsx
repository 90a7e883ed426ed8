import { PhoneOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { livePhonesQuery } from '../../api/queries'
import { useNow } from '../../app/clock'
import { useSession } from '../../app/session'
import { elapsed } from '../../app/time'
import { Key } from '../../components/parts'
import { useDuty } from '../incidents/duty'
import { useKeys } from '../incidents/keys'
import { concerning, spaced, whoCalls } from './calls'
import './phone.css'

/** Who calls now: in the line of figures, where it moves nothing and takes no focus. One key opens the call. */
export function LiveCalls() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const duty = useDuty()
  const navigate = useNavigate()
  const now = useNow()
  const { data } = useQuery(livePhonesQuery)
  const calls = concerning(data?.items ?? [], staff.id, duty.seat)
  const [first] = calls
  const open = () => first && void navigate({ to: '/desk', search: { call: first.id } })
  useKeys({ 'Alt+R': first && open, 'Alt+L': () => void navigate({ to: '/desk', search: { missed: true } }) })
  return (
    <div className="live-calls" role="status" aria-live="polite">
      {first && (
        <button type="button" className="live-call" data-ringing={first.state === 'ringing'} onClick={open} aria-keyshortcuts="Alt+R">
          <PhoneOutlined aria-hidden />
          <span>{t(`phone.state.${first.state}`)} <span className="num">{elapsed(now - Date.parse(first.answered_at ?? first.at))}</span></span>
          <b className="num">{first.number ? spaced(first.number) : t('phone.withheld')}</b>
          <span className="ellipsis">{whoCalls(t, first.callers)}</span>
          {first.nuisance && <span className="chip chip-amber">{t('outcome.nuisance')}</span>}
          {calls.length > 1 && <span className="chip num">+{calls.length - 1}</span>}
          <Key>Alt R</Key>
        </button>
      )}
    </div>
  )
}
