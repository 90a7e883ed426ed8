// The words of the ways to people, in both languages.
export const channelsZh = {
  title: '通道', hint: '急的先打电话、再发短信；到期和缺口发到值守群和邮箱。一个通道不通，自动换下一个。',
  name: { voice: '语音电话', sms: '短信', webhook: '县级网关', wecom: '企业微信群', dingtalk: '钉钉群', mail: '邮件' },
  unset: '未配置', never: '还没有用过', works: '最近一次成功', fails: '最近一次失败', taken: '上次成功', failed: '上次失败', day: '24 小时成功',
  of: '{{n}}/{{of}}', test: '试一试', number: '电话号码', mailbox: '邮箱', send: '发出', sent: '测试已排队，结果见下面的通知', over: '经由',
}

/** 亲属关系 of staff. */
export const kinZh = { title: '亲属', hint: '申报的亲属是服务对象时，本人不能做回访人、见证人和评估人。', none: '没有申报过', add: '添加一位老人', remove: '去掉 {{name}}', done: '亲属关系已保存' }
export const kinEn: typeof kinZh = { title: 'Relatives', hint: 'Whoever is kin to an elder is never the caller afterwards, the witness or the assessor there.', none: 'None declared', add: 'Add an elder', remove: 'Remove {{name}}', done: 'Relatives saved' }

export const channelsEn: typeof channelsZh = {
  title: 'Channels', hint: 'What cannot wait rings a telephone and sends a text; what is overdue or missing goes to the desk’s groups and mailboxes. A channel that fails is followed by the next.',
  name: { voice: 'Voice call', sms: 'Text message', webhook: 'County gateway', wecom: 'WeCom group', dingtalk: 'DingTalk group', mail: 'E-mail' },
  unset: 'not set up', never: 'never used', works: 'last try worked', fails: 'last try failed', taken: 'Last worked', failed: 'Last failed', day: 'Worked in 24 h',
  of: '{{n}} of {{of}}', test: 'Test', number: 'Telephone number', mailbox: 'Mailbox', send: 'Send', sent: 'Test queued; see the notices below', over: 'Over',
}
