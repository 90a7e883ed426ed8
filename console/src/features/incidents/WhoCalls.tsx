import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IncidentFile } from '../../api/types'
import { Key } from '../../components/parts'
import { ElderPick } from '../../components/pick'
import type { Act } from './act'
import { useKeys } from './keys'

/** A row of keys that no browser keeps and no other action of the desk uses. */
const LETTERS = ['U', 'I', 'O', 'P']

/** A shared button or an unknown device: the operator says who it is. */
export function WhoCalls({ incident, act }: { incident: IncidentFile; act: Act }) {
  const { t } = useTranslation()
  const elders = incident.elders ?? []
  const is = (id: string) => void act.act('elder', id)
  useKeys(Object.fromEntries(LETTERS.map((letter, i) => [`Alt+${letter}`, elders[i] && (() => is(elders[i]?.id ?? ''))])))
  return (
    <div className="act-panel who-calls" role="group" aria-label={t('desk.whoIsIt')}>
      {elders.length === 0 && <b>{t('desk.unknownWho')}</b>}
      {elders.map((e, i) => (
        <Button key={e.id} aria-keyshortcuts={LETTERS[i] && `Alt+${LETTERS[i]}`} onClick={() => is(e.id)}>
          {e.name}{e.age > 0 ? ` ${t('common.years', { count: e.age })}` : ''} {LETTERS[i] && <Key>Alt {LETTERS[i]}</Key>}
        </Button>
      ))}
      <span className="who-other"><ElderPick aria-label={t('desk.otherElder')} placeholder={t('desk.otherElder')} onChange={is} /></span>
    </div>
  )
}
