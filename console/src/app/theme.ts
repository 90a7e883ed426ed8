// The palette: warm greys and a deep teal. Red is kept for "needs a person now"
// and appears nowhere else; every pair of text and ground meets WCAG AA.
import type { ThemeConfig } from 'antd'

export const colors = {
  ink: '#23211d',
  quiet: '#5d574d',
  line: '#dcd6cb',
  ground: '#f5f3ee',
  sheet: '#ffffff',
  teal: '#14575a',
  tealSoft: '#e3eeec',
  alarm: '#b3211a',
  amber: '#8a4f00',
  green: '#2b6a3d',
  blue: '#2c5a86',
}

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colors.teal,
    colorLink: colors.teal,
    colorError: colors.alarm,
    colorWarning: colors.amber,
    colorSuccess: colors.green,
    colorInfo: colors.blue,
    colorText: colors.ink,
    colorTextSecondary: colors.quiet,
    colorTextTertiary: '#6a6459',
    colorTextDescription: colors.quiet,
    colorTextPlaceholder: '#716a5f',
    colorTextDisabled: '#767065',
    colorBgLayout: colors.ground,
    colorBorder: '#cfc8bb',
    colorBorderSecondary: colors.line,
    borderRadius: 6,
    fontSize: 14,
    controlHeight: 34,
    fontFamily: "'PingFang SC','Microsoft YaHei','HarmonyOS Sans SC','Noto Sans CJK SC','Source Han Sans SC',system-ui,sans-serif",
    // Whoever asked the system for less motion gets none: antd waits for the end of what it animates.
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: { headerBg: '#efece5', headerColor: colors.quiet, cellPaddingBlockMD: 9, cellPaddingInlineMD: 12, rowHoverBg: '#f8f6f1' },
    Tabs: { horizontalMargin: '0 0 12px 0', horizontalItemPadding: '6px 0 9px' },
    Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
    Segmented: { trackBg: '#e6e1d6', itemColor: colors.quiet },
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
  },
}
