import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import { keepSound, sentencesQuery, type SentenceLine } from '../../api/sentences'
import { can, useSession } from '../../app/session'
import { stamp } from '../../app/time'
import { Page, Panel, ProblemLine } from '../../components/parts'
import { RegionPick } from '../../components/pick'
import { useSubmit } from '../../components/submit'
import { Recorder } from './Recorder'
import './sentences.css'

/** 老人听到的话: what is said at each step, in words and in the dialect of a region. */
export function Sentences() {
  const { t } = useTranslation()
  const { staff } = useSession()
  const [region, setRegion] = useState(staff.region_id ?? '')
  const { data, error, refetch, dataUpdatedAt } = useQuery(sentencesQuery(region))
  const may = can.channels(staff.role) && region.startsWith(staff.region_id ?? '')
  return (
    <Page
      title={<span className="row wrap"><Link to="/system" className="link-plain" aria-label={t('common.back')}>←</Link>{t('sentences.title')}</span>}
      age={dataUpdatedAt}
      limit={300}
      actions={<span style={{ width: 240 }}><RegionPick aria-label={t('sentences.region')} kinds={['township', 'village']} allowClear placeholder={t('common.wholeCounty')} value={region || undefined} onChange={(id?: string) => setRegion(id ?? '')} /></span>}
    >
      <ProblemLine error={error} onRetry={() => void refetch()} />
      <Panel flush title={t('sentences.steps')}>
        <p className="quiet sentence-hint">{t('sentences.hint')}</p>
        <ol className="sentence-list">{(data?.items ?? []).map((line) => <Line key={line.saying + region} line={line} region={region} may={may} />)}</ol>
      </Panel>
    </Page>
  )
}

/** A text as somebody would hear it. */
const filled = (text: string) => text.replaceAll('{who}', '老刘').replaceAll('{minutes}', '8')

function Line({ line, region, may }: { line: SentenceLine; region: string; may: boolean }) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const { submit, error, busy } = useSubmit(['sentences'])
  const when = t(`sentences.when.${line.saying}`)
  const at = { params: { path: { saying: line.saying }, query: { region_id: region } } }
  const save = async (own: string) => {
    if (await submit(() => answer(api.PUT('/api/v1/sentences/{saying}', { ...at, body: { text: own } })))) setText(undefined)
  }
  return (
    <li className="sentence-line" data-saying={line.saying}>
      <div className="sentence-when">{when}</div>
      <div className="stack" style={{ gap: 6 }}>
        {text === undefined
          ? (
            <div className="row wrap">
              <b className="sentence-text">{filled(line.text)}</b>
              <span className="chip">{t(line.own_text ? 'sentences.own' : line.text === line.default ? 'sentences.preset' : 'sentences.above')}</span>
              <span className="grow" />
              {may && <Button size="small" aria-label={`${when} ${t('sentences.change')}`} onClick={() => setText(line.own_text || line.text)}>{t('sentences.change')}</Button>}
              {may && line.own_text && <Button size="small" loading={busy} aria-label={`${when} ${t('sentences.takeBack')}`} onClick={() => void save('')}>{t('sentences.takeBack')}</Button>}
            </div>
          )
          : (
            <form className="row wrap" onSubmit={(e) => { e.preventDefault(); void save(text) }}>
              <Input autoFocus aria-label={when} maxLength={60} value={text} onChange={(e) => setText(e.target.value)} style={{ width: 360 }} />
              <Button type="primary" htmlType="submit" loading={busy} disabled={!text.trim()}>{t('common.save')}</Button>
              <Button onClick={() => setText(undefined)}>{t('common.cancel')}</Button>
              {line.who && <span className="quiet">{t('sentences.slots', { who: '{who}', minutes: line.minutes ? ' {minutes}' : '' })}</span>}
            </form>
          )}
        <div className="row wrap">
          {line.audio
            ? <audio controls preload="none" src={line.audio} aria-label={`${when} ${t('sentences.play')}`} className="sentence-sound" />
            : <span className="quiet">{t('sentences.noSound')}</span>}
          {line.own_sound && <span className="quiet num">{t('sentences.recorded', { at: stamp(line.own_sound.at), name: line.recorded_by ?? '' })}{line.own_sound.seconds ? ` · ${t('sentences.seconds', { n: line.own_sound.seconds })}` : ''}</span>}
          {line.outdated && <span className="chip chip-amber">{t('sentences.outdated')}</span>}
          <span className="grow" />
          {may && <Recorder label={when} busy={busy} onSound={(wav) => void submit(() => keepSound(line.saying, region, wav))} />}
          {may && line.own_sound && <Button size="small" loading={busy} aria-label={`${when} ${t('sentences.silence')}`} onClick={() => void submit(() => answer(api.DELETE('/api/v1/sentences/{saying}/sound', at)))}>{t('sentences.silence')}</Button>}
        </div>
        {may && line.who && <p className="quiet sentence-small">{t('sentences.recordHint')}</p>}
        <ProblemLine error={error} />
      </div>
    </li>
  )
}
