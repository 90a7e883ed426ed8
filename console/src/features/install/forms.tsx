// The steps at the table: consent, entry, keys, the device.
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { word } from '../../i18n/word'
import { useDraft } from './draft'
import type { StepProps } from './Fit'
import { Scan } from './Scan'

type By = 'elder' | 'guardian'

function Two<T extends string>({ value, options, onChange, label }: { value: T | undefined; options: [T, string][]; onChange: (value: T) => void; label: string }) {
  return (
    <div className="fit-two" role="radiogroup" aria-label={label}>
      {options.map(([key, text]) => <button key={key} type="button" role="radio" aria-checked={value === key} onClick={() => onChange(key)}>{text}</button>)}
    </div>
  )
}

function Whose({ by, name, onBy, onName }: { by: By; name: string; onBy: (by: By) => void; onName: (name: string) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Two value={by} label={t('install.saidBy')} onChange={onBy} options={[['elder', t('install.elder')], ['guardian', t('install.guardian')]]} />
      {by === 'guardian' && <label><span>{t('install.guardianName')}</span><input value={name} maxLength={60} onChange={(e) => onName(e.target.value)} /></label>}
    </>
  )
}

interface Said { health?: boolean; location?: boolean; by: By; name: string }

export function ConsentStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const [said, setSaid, forget] = useDraft<Record<string, Said>>(`${i.id}.consent`, {})
  const [told, setTold] = useDraft(`${i.id}.told`, false)
  const elders = i.home?.elders ?? []
  const of = (id: string): Said => said[id] ?? { by: 'elder', name: '' }
  const change = (id: string, more: Partial<Said>) => setSaid((old) => ({ ...old, [id]: { ...of(id), ...more } }))
  const complete = told && elders.every((e) => of(e.id).health !== undefined && of(e.id).location !== undefined && (of(e.id).by === 'elder' || of(e.id).name.trim()))
  const go = async () => {
    const consents = elders.flatMap((e) => (['health', 'location'] as const).map((kind) => ({ elder_id: e.id, kind, given: Boolean(of(e.id)[kind]), by: of(e.id).by, name: of(e.id).name || undefined })))
    if (await send(() => answer(api.POST('/api/v1/installations/{id}/consent', { params: { path: { id: i.id } }, body: { consents, residents_told: told } })))) forget()
  }
  return (
    <>
      <p className="quiet">{t('install.consentHint')}</p>
      {elders.length === 0 && <p>{t('install.noElders')}</p>}
      {elders.map((e) => (
        <div key={e.id} className="fit-elder" role="group" aria-label={e.name}>
          <b>{e.name}</b>
          {(['health', 'location'] as const).map((kind) => (
            <div key={kind} className="fit-line">
              <span>{t(`install.${kind}`)}</span>
              <Two label={`${e.name} ${t(`install.${kind}`)}`} value={of(e.id)[kind] === undefined ? undefined : of(e.id)[kind] ? 'yes' : 'no'} onChange={(v) => change(e.id, { [kind]: v === 'yes' })} options={[['yes', t('install.agrees')], ['no', t('install.refuses')]]} />
            </div>
          ))}
          <Whose by={of(e.id).by} name={of(e.id).name} onBy={(by) => change(e.id, { by })} onName={(name) => change(e.id, { name })} />
        </div>
      ))}
      <label className="fit-check"><input type="checkbox" checked={told} onChange={(e) => setTold(e.target.checked)} /><span>{t('install.told')}</span></label>
      <button type="button" className="field-main" disabled={!complete || busy} onClick={() => void go()}>{t('common.save')}</button>
    </>
  )
}

export function EntryStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const [draft, setDraft, forget] = useDraft<{ allowed?: 'yes' | 'no'; by: By; name: string }>(`${i.id}.entry`, { by: 'elder', name: '' })
  const go = async () => {
    const body = { allowed: draft.allowed === 'yes', by: draft.by, name: draft.name || undefined }
    if (await send(() => answer(api.POST('/api/v1/installations/{id}/entry', { params: { path: { id: i.id } }, body })))) forget()
  }
  return (
    <>
      <p>{t('install.entryHint')}</p>
      <Two label={t('install.entry')} value={draft.allowed} onChange={(allowed) => setDraft({ ...draft, allowed })} options={[['yes', t('install.mayEnter')], ['no', t('install.mayNotEnter')]]} />
      <Whose by={draft.by} name={draft.name} onBy={(by) => setDraft({ ...draft, by })} onName={(name) => setDraft({ ...draft, name })} />
      <button type="button" className="field-main" disabled={!draft.allowed || busy || (draft.by === 'guardian' && !draft.name.trim())} onClick={() => void go()}>{t('common.save')}</button>
    </>
  )
}

interface Key { number: string; holder: string; phone: string }

export function KeysStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const none: Key = { number: '', holder: '', phone: '' }
  const [keys, setKeys, forget] = useDraft<Key[]>(`${i.id}.keys`, [none])
  const change = (n: number, more: Partial<Key>) => setKeys(keys.map((k, m) => (m === n ? { ...k, ...more } : k)))
  const go = async (kept: Key[]) => {
    if (await send(() => answer(api.POST('/api/v1/installations/{id}/keys', { params: { path: { id: i.id } }, body: { keys: kept } })))) forget()
  }
  return (
    <>
      <p className="quiet">{t('install.keysHint')}</p>
      {keys.map((key, n) => (
        <div key={n} className="fit-elder" role="group" aria-label={`${t('install.keys')} ${n + 1}`}>
          <label><span>{t('install.number')}</span><input value={key.number} maxLength={40} onChange={(e) => change(n, { number: e.target.value })} /></label>
          <label><span>{t('install.holder')}</span><input value={key.holder} maxLength={60} onChange={(e) => change(n, { holder: e.target.value })} /></label>
          <label><span>{t('install.phone')}</span><input type="tel" value={key.phone} maxLength={32} onChange={(e) => change(n, { phone: e.target.value })} /></label>
        </div>
      ))}
      <div className="field-why">
        <button type="button" onClick={() => setKeys([...keys, none])}>{t('install.addKey')}</button>
        <button type="button" disabled={busy} onClick={() => void go([])}>{t('install.noKeys')}</button>
      </div>
      <button type="button" className="field-main" disabled={busy || keys.some((k) => !k.holder.trim())} onClick={() => void go(keys)}>{t('common.save')}</button>
    </>
  )
}

export function DeviceStep({ installation: i, send, busy }: StepProps) {
  const { t } = useTranslation()
  const elders = i.home?.elders ?? []
  // Registered for this home, moved or under suspicion: proven anew without a code.
  const waiting = (i.home?.devices ?? []).filter((d) => d.state !== 'in_service')
  const [draft, setDraft, forget] = useDraft(`${i.id}.device`, { code: '', location: '', elder: elders.length === 1 ? (elders[0]?.id ?? '') : '' })
  const go = async () => {
    const body = { code: draft.code.trim(), location: draft.location.trim(), elder_id: draft.elder || undefined }
    if (await send(() => answer(api.POST('/api/v1/installations/{id}/claim', { params: { path: { id: i.id } }, body })))) forget()
  }
  return (
    <>
      <p className="quiet">{t('install.deviceHint')}</p>
      {waiting.length > 0 && (
        <div className="fit-places" role="group" aria-label={t('install.here')}>
          <span className="quiet">{t('install.here')}</span>
          {waiting.map((d) => (
            <button key={d.id} type="button" aria-pressed={draft.code === d.id} onClick={() => setDraft({ ...draft, code: d.id, location: d.location || draft.location })}>
              {word(t, 'deviceKind', d.kind)} {d.location} · {word(t, 'install.deviceState', d.state)}
            </button>
          ))}
        </div>
      )}
      <Scan onRead={(code) => setDraft((old) => ({ ...old, code }))} />
      <label><span>{t('install.code')}</span><input className="fit-code" value={draft.code} autoCapitalize="characters" autoCorrect="off" spellCheck={false} placeholder="ABCD-EFGH-JKMN" maxLength={80} onChange={(e) => setDraft({ ...draft, code: e.target.value })} /></label>
      <label><span>{t('install.where')}</span><input value={draft.location} maxLength={60} onChange={(e) => setDraft({ ...draft, location: e.target.value })} /></label>
      <div className="fit-places" role="group" aria-label={t('install.where')}>
        {t('install.places').split(',').map((place) => <button key={place} type="button" aria-pressed={draft.location === place} onClick={() => setDraft({ ...draft, location: place })}>{place}</button>)}
      </div>
      {elders.length > 0 && (
        <label>
          <span>{t('install.whose')}</span>
          <select value={draft.elder} onChange={(e) => setDraft({ ...draft, elder: e.target.value })}>
            <option value="">{t('install.shared')}</option>
            {elders.map((e) => <option key={e.id} value={e.id}>{e.name}</option>)}
          </select>
        </label>
      )}
      <button type="button" className="field-main" disabled={busy || !draft.code.trim() || !draft.location.trim()} onClick={() => void go()}>{t('install.device')}</button>
    </>
  )
}
