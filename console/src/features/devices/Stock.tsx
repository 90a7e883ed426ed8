// Devices come into stock as a table; each gets a secret and a claim code, shown once.
import { Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, data as answer } from '../../api/http'
import type { StockReport } from '../../api/types'
import { ProblemLine } from '../../components/parts'
import { useSubmit } from '../../components/submit'
import { Labels } from './Labels'

export function Stock() {
  const { t } = useTranslation()
  const { submit, error, busy } = useSubmit(['devices'])
  const [csv, setCSV] = useState('')
  const [partial, setPartial] = useState(false)
  const [report, setReport] = useState<StockReport>()
  const go = async () => {
    setReport(undefined)
    const done = await submit(() => answer(api.POST('/api/v1/devices/import', { body: { csv, partial } })))
    if (!done) return
    setReport(done)
    if (done.made > 0) setCSV('')
  }
  return (
    <div className="stack">
      <p className="quiet no-print">{t('access.stockHint')}</p>
      <Form layout="vertical" className="no-print" onFinish={() => void go()}>
        <Form.Item label={t('access.stockFile')} htmlFor="stock-file"><input id="stock-file" type="file" accept=".csv,text/csv,text/plain" onChange={(e) => void e.target.files?.[0]?.text().then(setCSV)} /></Form.Item>
        <Form.Item label={t('access.stockText')} htmlFor="stock-text"><Input.TextArea id="stock-text" rows={8} spellCheck={false} value={csv} placeholder={'id,kind,model\nsos-0001,sos_button,B1'} onChange={(e) => setCSV(e.target.value)} style={{ fontFamily: 'ui-monospace, monospace' }} /></Form.Item>
        <Form.Item><Checkbox checked={partial} onChange={(e) => setPartial(e.target.checked)}>{t('access.stockPartial')}</Checkbox></Form.Item>
        <ProblemLine error={error} />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!csv.trim()}>{t('access.stockGo')}</Button>
      </Form>
      {report && <Report report={report} />}
    </div>
  )
}

function Report({ report }: { report: StockReport }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <p role="status" className="no-print"><b>{t('access.stockMade', { n: report.made, of: report.rows })}</b> {report.made === 0 && t('access.stockNone')}</p>
      {report.faults.length > 0 && (
        <ul className="stock-faults no-print">
          {report.faults.map((f) => <li key={`${f.line} ${f.column}`}><b className="num">{t('access.stockFault', { line: f.line })}</b> {f.column && <code>{f.column}</code>} {f.reason}</li>)}
        </ul>
      )}
      {report.made > 0 && (
        <>
          <div className="row wrap no-print">
            <b>{t('access.stockOnce')}</b>
            <Button onClick={() => save(report)}>{t('access.credentials')}</Button>
          </div>
          <Labels claims={report.claims} />
        </>
      )}
    </div>
  )
}

/** Secrets go into a file of the person who asked, nowhere else. */
function save(report: StockReport) {
  const rows = report.credentials.map((c) => `${c.username},${c.password}`)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeffusername,password\n${rows.join('\n')}\n`], { type: 'text/csv' }))
  link.download = 'credentials.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}
