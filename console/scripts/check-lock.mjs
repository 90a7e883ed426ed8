// The lock file must not name a registry host: `npm ci` has to work from any
// mirror, and a host name would tie the build to one.
import { readFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const tied = Object.entries(lock.packages).filter(([, entry]) => 'resolved' in entry)
if (tied.length > 0) {
  console.error(`package-lock.json holds ${tied.length} "resolved" keys, first: ${tied[0][0]}`)
  process.exit(1)
}
console.log(`package-lock.json: ${Object.keys(lock.packages).length} entries, none tied to a host`)
