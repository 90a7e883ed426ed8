import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { journalQuery, staffQuery } from '../../api/queries'
import type { Entry } from '../../api/types'
import { fullStamp } from '../../app/time'
import { Empty, Page, ProblemLine } from '../../components/parts'
import { noteText, word, wordsOf } from '../../i18n/word'

export function Journal() {
  const { t } = useTranslation()
  const [noun, setNoun] = useState<string>()
  const [subject, setSubject] = useState('')
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch, dataUpdatedAt } = useQuery(journalQuery({ noun, subject: subject.trim() || undefined, cursor }))
  const { data: staff } = useQuery(staffQuery)
  const names = new Map((staff?.items ?? []).map((s) => [s.id, s.name]))
  const rows = data?.items ?? []
  return (
    <Page
      title={t('journal.title')}
      age={dataUpdatedAt}
      limit={600}
      actions={(
        <>
          <Select aria-label={t('journal.noun')} allowClear placeholder={t('journal.noun')} style={{ width: 140 }} value={noun} onChange={(v) => {
            setNoun(v)
            setCursor(undefined)
          }} showSearch={{ optionFilterProp: 'label' }} options={wordsOf(t, 'noun')} />
          <Input aria-label={t('journal.filterSubject')} allowClear placeholder={t('journal.filterSubject')} style={{ width: 220 }} value={subject} onChange={(e) => setSubject(e.target.value)} />
        </>
      )}
    >
      <p className="quiet" style={{ marginBottom: 10 }}>{t('journal.hint')}</p>
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <div className="sheet sheet-scroll" tabIndex={0}>
        <Table<Entry>
          rowKey="seq"
          size="small"
          loading={!data && !error}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Empty title={t('journal.empty')} hint={t('journal.emptyHint')} /> }}
          columns={[
            { title: t('journal.seq'), dataIndex: 'seq', className: 'num' },
            { title: t('common.time'), key: 'at', className: 'num', render: (_, e) => fullStamp(e.at) },
            { title: t('journal.by'), key: 'by', render: (_, e) => (e.by === 'system' ? t('journal.system') : names.get(e.by) ?? e.by) },
            { title: t('journal.what'), key: 'what', render: (_, e) => word(t, 'what', e.what) },
            { title: t('journal.noun'), key: 'noun', render: (_, e) => word(t, 'noun', e.noun) },
            { title: t('journal.subject'), key: 'subject', className: 'num', render: (_, e) => <Subject entry={e} names={names} onOnly={setSubject} /> },
            { title: t('common.note'), key: 'note', render: (_, e) => <span style={{ whiteSpace: 'normal' }}>{noteText(t, e.what, named(e, names))}</span> },
          ]}
        />
      </div>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 10 }}>
        {cursor && <Button size="small" onClick={() => setCursor(undefined)}>{t('common.first')}</Button>}
        {data?.next && <Button size="small" onClick={() => setCursor(data.next ?? undefined)}>{t('common.page')}</Button>}
      </div>
    </Page>
  )
}

/** What a person wrote stays as written; in the platform's own notes a code of somebody is their name. */
const named = (e: Entry, names: Map<string, string>) =>
  e.what === 'incident.noted' ? e.note : e.note?.split(' ').map((part) => names.get(part) ?? part).join(' ')

/** A long id is cut to what tells it apart; a press shows only its lines. */
function Subject({ entry, names, onOnly }: { entry: Entry; names: Map<string, string>; onOnly: (subject: string) => void }) {
  const { t } = useTranslation()
  const id = entry.subject
  const short = entry.noun === 'staff' ? names.get(id) ?? id : id.length > 20 ? `…${id.slice(-12)}` : id
  return <button type="button" className="link-button num" title={`${t('journal.only')}: ${id}`} onClick={() => onOnly(id)}>{short}</button>
}
