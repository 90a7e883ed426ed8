// The words of the money that changes hands at the door, in both languages.
export const accountsZh = {
  title: '收付', none: '没有收付', own: '个人自付', collected: '已收', left: '未收', refunded: '已退', refundDue: '应退', yuan: '{{yuan}} 元', amount: '金额（元）',
  how: { cash: '现金', transfer: '转账', family: '家属付' }, payer: '付款的家属', collect: '收款', collectHint: '最多还能收 {{yuan}} 元；收后给收据。',
  receipt: '收据', receiptOf: '颐安上门服务收据', number: '收据号', print: '打印收据', payee: '收款人', provider: '承接单位', order: '工单', elder: '老人', service: '服务', at: '时间', by: '经手',
  refund: '退款', refundHint: '最多还能退 {{yuan}} 元。录入的人就是同意的人，不能是收款的人或上门的人。', to: '退给谁', reason: '原因', agreed: '{{name}} 同意', agree: '同意退款',
  advance: '预支和垫付', limit: '上限 {{yuan}} 元，已用 {{used}} 元', kind: { ahead: '预支', laid_out: '垫付' }, from: { elder: '老人给的', family: '家属给的', site: '站点给的', worker: '服务人员先付' }, fromName: '谁给的', witness: '见证人',
  witnessHint: '亲属不能作唯一见证人', handOver: '收下预支', layOut: '记下垫付', move: { spent: '花了', returned: '退回' }, moveTo: '退回给谁', paidBack: '已还给服务人员', open: '未结清', settled: '已结清', more: '收付记账', never: '不替老人保管银行卡和密码。',
  unsettled: {
    title: '未结清', hint: '没有结清的预支和垫付，和没有办成却收了钱的工单。满一天标红，结清后自己消失。', empty: '都结清了', emptyHint: '有预支没有交代，或该退没退的，会列在这里。', overdue: '超过一天', since: '已 {{for}}', open: '预支未结清', refundDue: '应退未退', sum: '共 {{n}} 件，{{yuan}} 元',
  },
  field: { title: '钱', own: '收个人自付', owed: '还应收 {{yuan}} 元', family: '家属付', familyName: '哪位家属', kept: '已记下 {{yuan}} 元', ahead: '收下老人的预支', laidOut: '我先垫了', sum: '多少元', from: '谁给的', spent: '花了', back: '找回给老人', backTo: '交给谁', record: '记下', done: '收付都记下了', uncollected: '无人取餐' },
}

export const accountsEn: typeof accountsZh = {
  title: 'Money', none: 'No money changed hands', own: 'Own part', collected: 'Collected', left: 'Left to collect', refunded: 'Given back', refundDue: 'To give back', yuan: '{{yuan}} yuan', amount: 'Amount (yuan)',
  how: { cash: 'cash', transfer: 'transfer', family: 'family pays' }, payer: 'Who of the family pays', collect: 'Collect', collectHint: 'At most {{yuan}} yuan are left; it gets a receipt.',
  receipt: 'Receipt', receiptOf: 'Yian · receipt for a service at home', number: 'Receipt no.', print: 'Print the receipt', payee: 'Received by', provider: 'Provider', order: 'Order', elder: 'Elder', service: 'Service', at: 'When', by: 'by',
  refund: 'Refund', refundHint: 'At most {{yuan}} yuan. Whoever enters it agrees to it, and neither took the money nor went there.', to: 'Given to', reason: 'Reason', agreed: 'agreed by {{name}}', agree: 'Agree to the refund',
  advance: 'Advances', limit: 'limit {{yuan}} yuan, {{used}} used', kind: { ahead: 'handed over before', laid_out: 'laid out' }, from: { elder: 'from the elder', family: 'from the family', site: 'from the site', worker: 'the worker’s own' }, fromName: 'Who gave it', witness: 'Witness',
  witnessHint: 'A relative never witnesses alone', handOver: 'Take an advance', layOut: 'Laid out', move: { spent: 'spent', returned: 'returned' }, moveTo: 'Returned to', paidBack: 'Paid back to the worker', open: 'open', settled: 'settled', more: 'Enter money', never: 'Nobody keeps an elder’s bank card or password.',
  unsettled: {
    title: 'Not settled', hint: 'Advances that nobody accounted for, and money for orders that were not carried out. Red after a day; whatever is settled vanishes.', empty: 'All is settled', emptyHint: 'An advance that nobody accounts for, or a refund that is due, stands here.', overdue: 'more than a day', since: 'for {{for}}', open: 'Advance open', refundDue: 'Refund due', sum: '{{n}}, together {{yuan}} yuan',
  },
  field: { title: 'Money', own: 'Collect the own part', owed: '{{yuan}} yuan to collect', family: 'family pays', familyName: 'Who of the family', kept: '{{yuan}} yuan noted', ahead: 'Take an advance', laidOut: 'I laid it out', sum: 'How much (yuan)', from: 'Who gave it', spent: 'Spent', back: 'Rest given back', backTo: 'To whom', record: 'Note it', done: 'All money is noted', uncollected: 'Nobody came for it' },
}

export const accountWhatZh = { 'order.paid': '收款', 'order.refunded': '退款', 'order.advanced': '预支或垫付', 'order.advance_spent': '预支花了', 'order.advance_returned': '预支退回', 'order.taken_up': '恢复工单', 'order.amended': '改工单内容', 'visit.files_erased': '照片到期删除' }

export const accountWhatEn: typeof accountWhatZh = { 'order.paid': 'Collected', 'order.refunded': 'Refunded', 'order.advanced': 'Advance', 'order.advance_spent': 'Advance spent', 'order.advance_returned': 'Advance returned', 'order.taken_up': 'Taken up again', 'order.amended': 'Amended', 'visit.files_erased': 'Pictures erased, their time is over' }
