// The last lines of a run say what was red and why: of a long log only its end is read.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

export default class Summary implements Reporter {
  private red: string[] = []

  onTestEnd(test: TestCase, result: TestResult) {
    if (result.status === test.expectedStatus || result.status === 'skipped') return
    const why = result.errors.map((e) => (e.message ?? e.value ?? '').replace(/\u001b\[\d+m/g, '').split('\n').slice(0, 8).join('\n      ')).join('\n    ')
    this.red.push(`  ${test.location.file.split('/').pop() ?? ''}:${test.location.line} ${test.title} (try ${result.retry + 1}, ${Math.round(result.duration / 1000)} s)\n    ${why}`)
  }

  onEnd() {
    if (this.red.length > 0) console.log(`\nRed, and why:\n${this.red.join('\n')}`)
  }

  printsToStdio() { return true }
}
