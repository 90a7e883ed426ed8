import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data } from '../../api/http'
import { articlesQuery } from '../../api/queries'
import type { Article } from '../../api/types'
import { serverNow } from '../../app/clock'
import { can, useSession } from '../../app/session'
import { day, shanghai, stamp } from '../../app/time'
import { DayPick } from '../../components/day'
import { Empty, Panel, ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { HotlinePage } from './HotlinePage'
import './hotline.css'

/** 知识库: what may be told, found as it is typed. */
export function Articles() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const navigate = useNavigate()
  const { article: selected } = useSearch({ from: '/shell/tickets/articles' })
  const [q, setQ] = useState('')
  const [all, setAll] = useState(false)
  const [writing, setWriting] = useState<'new' | string>()
  const keeps = can.desk(staff.role)
  const { data: found, error, refetch, dataUpdatedAt } = useQuery({ ...articlesQuery(q.trim(), keeps && all && !q.trim()), placeholderData: (old) => old })
  const rows = found?.items ?? []
  const chosen = rows.find((a) => a.id === selected) ?? (q.trim() ? rows[0] : undefined)
  const pick = (article: string) => {
    setWriting(undefined)
    void navigate({ to: '/tickets/articles', search: { article } })
  }
  return (
    <HotlinePage
      title={t('hotline.articles.title')}
      age={dataUpdatedAt}
      limit={600}
      actions={(
        <>
          <Input.Search autoFocus aria-label={t('common.search')} allowClear placeholder={t('hotline.articles.search')} style={{ width: 300 }} onChange={(e) => setQ(e.target.value)} />
          {keeps && <Segmented aria-label={t('common.state')} value={all ? 'all' : 'told'} onChange={(v) => setAll(v === 'all')} options={[{ value: 'told', label: t('hotline.articles.told') }, { value: 'all', label: t('hotline.articles.all') }]} />}
          {keeps && <Button type="primary" onClick={() => setWriting('new')}>{t('hotline.articles.new')}</Button>}
        </>
      )}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="columns">
        <div className="span-5 sheet">
          {found && rows.length === 0 && (q.trim()
            ? <Empty title={t('hotline.articles.noMatch')} hint={t('hotline.articles.noMatchHint')} />
            : <Empty title={t('hotline.articles.empty')} hint={t('hotline.articles.emptyHint')} action={keeps && <Button type="primary" onClick={() => setWriting('new')}>{t('hotline.articles.new')}</Button>} />)}
          <ul className="found" style={{ padding: rows.length ? 10 : 0, margin: 0 }}>
            {rows.map((a) => (
              <li key={a.id} className={a.id === chosen?.id ? 'row-on' : undefined} style={a.id === chosen?.id ? { background: 'var(--teal-soft)' } : undefined}>
                <div className="row wrap">
                  <button type="button" className="link-button" onClick={() => pick(a.id)}><b style={{ fontSize: 15 }}>{(a.told ?? a.draft)?.title}</b></button>
                  <ArticleMarks article={a} />
                </div>
                <p className="quiet">{a.excerpt || (a.told ?? a.draft)?.source}</p>
              </li>
            ))}
          </ul>
        </div>
        <div className="span-7">
          {writing
            ? <ArticleForm key={writing} article={writing === 'new' ? undefined : rows.find((a) => a.id === writing)} onDone={(id) => {
              setWriting(undefined)
              if (id) {
                setAll(true)
                pick(id)
              }
            }} />
            : chosen ? <ArticlePanel key={chosen.id} article={chosen} onEdit={() => setWriting(chosen.id)} /> : <div className="sheet"><Empty title={t('hotline.articles.choose')} hint={t('hotline.articles.chooseHint')} /></div>}
        </div>
      </div>
    </HotlinePage>
  )
}

function ArticleMarks({ article }: { article: Article }) {
  const { t } = useTranslation()
  return (
    <>
      {article.told?.first_aid && <span className="chip chip-vital">{t('hotline.articles.firstAid')}</span>}
      {article.draft && <span className="chip chip-amber">{t('hotline.articles.draft')}</span>}
      {article.stale && <span className="chip chip-amber">{t('hotline.stale')}</span>}
      {article.retired_at && <span className="chip">{t('hotline.articles.retired')}</span>}
    </>
  )
}

function ArticlePanel({ article, onEdit }: { article: Article; onEdit: () => void }) {
  const { t } = useTranslation()
  const { staff } = useSession()
  const { submit, error, busy } = useSubmit(['articles'])
  const at = { params: { path: { id: article.id } } }
  const text = article.told ?? article.draft
  if (!text) return null
  const own = article.draft?.by === staff.id
  return (
    <Panel title={text.title} extra={<ArticleMarks article={article} />}>
      {article.told && <p className="article-body">{article.told.body}</p>}
      {article.draft && (
        <section aria-label={t('hotline.articles.draft')} style={article.told ? { marginTop: 14, borderTop: '1px dashed var(--line)', paddingTop: 10 } : undefined}>
          <p className="quiet">{t('hotline.articles.draft')} · {t('hotline.articles.draftBy', { name: article.draft_name || article.draft.by })} {stamp(article.draft.at)}</p>
          <p className="article-body">{article.draft.body}</p>
        </section>
      )}
      <dl className="facts" style={{ marginTop: 12 }}>
        <dt>{t('hotline.articles.source')}</dt><dd>{text.source}</dd>
        <dt>{t('hotline.articles.reviewBy')}</dt><dd className="num">{text.review_by}</dd>
        <dt>{t('hotline.articles.owner')}</dt><dd>{article.owner_name || article.owner}</dd>
        {article.told && <><dt>{t('hotline.articles.told')}</dt><dd>{t('hotline.articles.approved', { name: article.approved_name || article.told.approved_by, at: day(article.told.approved_at) })}</dd></>}
        {text.tags?.length ? <><dt>{t('hotline.articles.tags')}</dt><dd>{text.tags.join('、')}</dd></> : null}
      </dl>
      {can.desk(staff.role) && (
        <div className="row wrap" style={{ marginTop: 12 }}>
          {article.draft && can.lead(staff.role) && <Button type="primary" loading={busy} disabled={own} onClick={() => void submit(() => data(api.POST('/api/v1/articles/{id}/approve', at)))}>{t('hotline.articles.approve')}</Button>}
          {article.draft && own && <span className="quiet" style={{ fontSize: 12 }}>{t('hotline.articles.own')}</span>}
          <Button onClick={onEdit}>{t('hotline.articles.edit')}</Button>
          {can.lead(staff.role) && !article.retired_at && <Button loading={busy} onClick={() => void submit(() => data(api.POST('/api/v1/articles/{id}/retire', at)))}>{t('hotline.articles.retire')}</Button>}
        </div>
      )}
      <ProblemLine error={error} />
    </Panel>
  )
}

/** The kinds of incident at whose script first-aid words may stand. */
const AID_KINDS = ['sos', 'pull_cord', 'fall', 'smoke', 'gas', 'water_leak', 'phone', 'alert', 'nobody_opened', 'lost'] as const

interface Values { title: string; body: string; tags?: string; source: string; review_by: string; first_aid?: boolean; kinds?: string[] }

function ArticleForm({ article, onDone }: { article?: Article; onDone: (id?: string) => void }) {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['articles'])
  const old = article?.draft ?? article?.told
  async function save({ tags, ...values }: Values) {
    const body = { ...values, first_aid: values.first_aid || undefined, kinds: values.first_aid ? values.kinds : undefined, tags: tags?.split(/[、,，\s]+/).filter(Boolean) }
    const saved = await submit(() => data(article
      ? api.POST('/api/v1/articles/{id}/draft', { params: { path: { id: article.id } }, body })
      : api.POST('/api/v1/articles', { body })))
    if (saved) onDone(saved.id)
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Panel title={t(article ? 'hotline.articles.edit' : 'hotline.articles.new')}>
      <Form layout="vertical" onFinish={save} requiredMark={false} initialValues={{
        title: old?.title, body: old?.body, tags: old?.tags?.join('、'), source: old?.source, first_aid: old?.first_aid, kinds: old?.kinds ?? [],
        review_by: shanghai(serverNow()).add(1, 'year').format('YYYY-MM-DD'),
      }}>
        <Form.Item name="title" label={t('hotline.articles.titleField')} rules={required}><Input autoFocus maxLength={120} /></Form.Item>
        <Form.Item name="body" label={t('hotline.articles.body')} rules={required}><Input.TextArea rows={9} maxLength={20000} /></Form.Item>
        <Form.Item name="source" label={t('hotline.articles.source')} rules={required} extra={t('hotline.articles.sourceHint')}><Input maxLength={300} /></Form.Item>
        <div className="columns" style={{ gap: 10 }}>
          <div className="span-7"><Form.Item name="tags" label={t('hotline.articles.tags')}><Input placeholder={t('common.optional')} /></Form.Item></div>
          <div className="span-5"><Form.Item name="review_by" label={t('hotline.articles.reviewBy')} rules={required}><DayPick style={{ width: '100%' }} /></Form.Item></div>
        </div>
        <Form.Item name="first_aid" valuePropName="checked"><Checkbox>{t('hotline.articles.firstAid')}</Checkbox></Form.Item>
        <Form.Item noStyle dependencies={['first_aid']}>
          {({ getFieldValue }) => Boolean(getFieldValue('first_aid')) && <Form.Item name="kinds" label={t('scene.firstAidKinds')}><Select mode="multiple" options={AID_KINDS.map((k) => ({ value: k, label: t(`kind.${k}`) }))} /></Form.Item>}
        </Form.Item>
        <ProblemLine error={error} />
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
          <Button onClick={() => onDone()}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Panel>
  )
}
