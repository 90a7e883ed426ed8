import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data, newKey, once } from '../../api/http'
import { articlesQuery } from '../../api/queries'
import { TICKET_KINDS } from '../../api/types'
import { Panel, ProblemLine } from '../../components/parts'
import { CenterPick, ElderPick, WorkerPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { answersAtOnce, blank, bodyOf, dropDraft, keepDraft, readDraft, type Draft } from './draft'

const CHANNELS = ['phone', 'visit', 'letter', '12345', 'petition'] as const

/** Takes a ticket down while somebody speaks; what is written is kept until it is sent. */
export function TicketForm({ from }: { from: { elder?: string; incident?: string; follow_up?: string } }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { submit, error, busy } = useSubmit(['tickets'], ['desk'], ['follow-up'])
  // One form, one key: a second click or a retry makes no second ticket.
  const [key] = useState(newKey)
  const [draft, setDraft] = useState<Draft>(() => ({ ...readDraft(), ...(from.elder ? { elder: from.elder } : {}), ...(from.follow_up ? { channel: 'follow_up', kind: 'complaint' } : {}) }))
  const change = (part: Partial<Draft>) => setDraft((old) => {
    const next = { ...old, ...part }
    keepDraft(next)
    return next
  })
  async function save() {
    const made = await submit(() => data(api.POST('/api/v1/tickets', { body: bodyOf(draft, from), ...once(key) })))
    if (!made) return
    dropDraft()
    await navigate({ to: '/tickets', search: { ticket: made.id } })
  }
  const accuses = !answersAtOnce(draft.kind)
  const elsewhere = draft.channel === '12345' || draft.channel === 'petition'
  const field = (name: keyof Draft) => ({ id: `ticket-${name}`, value: draft[name] as string, onChange: (e: { target: { value: string } }) => change({ [name]: e.target.value }) })
  return (
    <Panel title={t('hotline.new')}>
      <Form layout="vertical" onFinish={save} requiredMark={false}>
        <fieldset className="ticket-kinds" style={{ border: 0, padding: 0, margin: '0 0 12px' }}>
          <legend className="hidden-visually">{t('common.kind')}</legend>
          {TICKET_KINDS.map((kind) => (
            <label key={kind}><input type="radio" name="kind" autoFocus={kind === draft.kind} checked={kind === draft.kind} onChange={() => change({ kind })} />{t(`hotline.kind.${kind}`)}</label>
          ))}
        </fieldset>
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-4"><Form.Item label={t('hotline.who')} htmlFor="ticket-caller"><Input {...field('caller')} maxLength={60} disabled={draft.anonymous} autoComplete="off" /></Form.Item></div>
          <div className="span-4"><Form.Item label={t('common.phone')} htmlFor="ticket-phone"><Input {...field('phone')} maxLength={32} disabled={draft.anonymous} inputMode="tel" autoComplete="off" /></Form.Item></div>
          <div className="span-4"><Form.Item label={t('hotline.channelLabel')} htmlFor="ticket-channel">
            <Select id="ticket-channel" value={draft.channel} onChange={(channel) => change({ channel })} disabled={draft.channel === 'follow_up'}
              options={[...CHANNELS, ...(draft.channel === 'follow_up' ? ['follow_up' as const] : [])].map((c) => ({ value: c, label: t(`hotline.channel.${c}`) }))} />
          </Form.Item></div>
        </div>
        {elsewhere && <Form.Item label={t('hotline.number')} htmlFor="ticket-number" extra={t('hotline.numberHint')}><Input {...field('number')} maxLength={60} /></Form.Item>}
        <Form.Item label={t('hotline.text')} htmlFor="ticket-text"><Input.TextArea {...field('text')} rows={3} maxLength={4000} placeholder={t('hotline.textHint')} /></Form.Item>
        {!accuses && <Knowledge question={draft.text} chosen={draft.articles} onUse={(id, body) => change({ answer: draft.answer ? `${draft.answer}\n${body}` : body, articles: [...new Set([...draft.articles, id])] })} />}
        {!accuses && <Form.Item label={t('hotline.answerNow')} htmlFor="ticket-answer"><Input.TextArea {...field('answer')} rows={2} maxLength={4000} placeholder={t('hotline.answerHint')} /></Form.Item>}
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-6"><Form.Item label={t('hotline.elder')} htmlFor="ticket-elder"><ElderPick id="ticket-elder" value={draft.elder} allowClear onChange={(elder) => change({ elder })} placeholder={t('hotline.elderHint')} /></Form.Item></div>
          <div className="span-6"><Form.Item label={`${t('hotline.about')}${t('common.colon')}${t('hotline.aboutCenter')}`} htmlFor="ticket-center"><CenterPick id="ticket-center" value={draft.center} allowClear onChange={(center) => change({ center })} placeholder={t('common.optional')} /></Form.Item></div>
          <div className="span-6"><Form.Item label={t('hotline.aboutStaff')} htmlFor="ticket-worker"><WorkerPick id="ticket-worker" value={draft.worker} onChange={(worker) => change({ worker })} placeholder={t('common.optional')} /></Form.Item></div>
          <div className="span-6"><Form.Item label={t('hotline.aboutText')} htmlFor="ticket-about"><Input {...field('about')} maxLength={200} placeholder={t('common.optional')} /></Form.Item></div>
        </div>
        <div className="row wrap" style={{ marginBottom: 6 }}>
          <Checkbox checked={draft.anonymous} onChange={(e) => change({ anonymous: e.target.checked })}>{t('hotline.anonymous')} <span className="quiet">{t('hotline.anonymousHint')}</span></Checkbox>
          <span className="grow" />
          <label htmlFor="ticket-sealed">{t('hotline.seal')}</label>
          <Select id="ticket-sealed" value={draft.sealed} onChange={(sealed) => change({ sealed })} style={{ width: 130 }} options={(['', 'abuse', 'suicide'] as const).map((s) => ({ value: s, label: s ? t(`hotline.sealed.${s}`) : t('hotline.sealNone') }))} />
        </div>
        <p className="quiet" style={{ fontSize: 12 }}>{draft.sealed ? t('hotline.sealHint') : accuses ? `${t('hotline.independent')}。${t('hotline.answerLater')}。` : ''}</p>
        <ProblemLine error={error} />
        <div className="row" style={{ marginTop: 10 }}>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!draft.text.trim()}>{t('common.save')}</Button>
          <Button onClick={() => void navigate({ to: '/tickets', search: {} })}>{t('common.cancel')}</Button>
          {draft.text && <Button type="text" onClick={() => {
            dropDraft()
            setDraft({ ...blank, kind: draft.kind })
          }}>{t('common.remove')}</Button>}
        </div>
      </Form>
    </Panel>
  )
}

/** What may be told, found while the question is typed. */
function Knowledge({ question, chosen, onUse }: { question: string; chosen: string[]; onUse: (id: string, body: string) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string>()
  const asked = question.trim()
  const { data: found } = useQuery({ ...articlesQuery(asked.slice(0, 100)), enabled: asked.length >= 2, placeholderData: (old) => old })
  const list = asked.length >= 2 ? (found?.items ?? []).slice(0, 3) : []
  return (
    <section aria-label={t('hotline.knowledge')}>
      {list.length === 0 && <p className="quiet" style={{ fontSize: 12, marginBottom: 8 }}>{asked.length < 2 ? t('hotline.knowledgeHint') : t('hotline.articles.noMatch')}</p>}
      <ul className="found">
        {list.map((a) => (
          <li key={a.id}>
            <div className="row">
              <button type="button" className="link-button grow" aria-expanded={open === a.id} onClick={() => setOpen(open === a.id ? undefined : a.id)}><b>{a.told?.title}</b></button>
              {a.stale && <span className="chip chip-amber">{t('hotline.stale')}</span>}
              <Button size="small" disabled={chosen.includes(a.id)} onClick={() => onUse(a.id, a.told?.body ?? '')}>{t('hotline.useIt')}</Button>
            </div>
            <p className={open === a.id ? 'article-body' : 'quiet'} style={open === a.id ? { fontSize: 14 } : undefined}>{open === a.id ? a.told?.body : a.excerpt}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
