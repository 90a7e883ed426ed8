import type { TFunction } from 'i18next'
import { word } from '../../i18n/word'

/** What people call the format of a source: that of a kind of gateway, or our own. */
export const decoderName = (t: TFunction, kind: string): string => (kind === 'native' ? t('sources.native') : word(t, 'deviceKind', kind))
