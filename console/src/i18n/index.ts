import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en'
import { zh } from './zh'

export type Language = 'zh' | 'en'

const KEY = 'yian.language'

export const savedLanguage = (): Language => (localStorage.getItem(KEY) === 'en' ? 'en' : 'zh')

export function setLanguage(language: Language) {
  localStorage.setItem(KEY, language)
  void i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

void i18next.use(initReactI18next).init({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: savedLanguage(),
  fallbackLng: 'zh',
  interpolation: { escapeValue: false },
  showSupportNotice: false,
} as Parameters<typeof i18next.init>[0])
document.documentElement.lang = savedLanguage() === 'zh' ? 'zh-CN' : 'en'

export default i18next
