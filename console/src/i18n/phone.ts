// The words of the telephone, in both languages.
export const phoneZh = {
  title: '通话', in: '来电', out: '去电', withheld: '号码未显示', unknown: '不认识的号码', maybe: '可能是', more: '另有 {{n}} 个', open: '看来电',
  state: { requested: '正在接通', ringing: '响铃', answered: '通话中', ended: '已结束', missed: '未接', abandoned: '对方挂断', busy: '占线', no_answer: '无人接', failed: '没打通' },
  as: { elder: '本人的电话', household: '家里的电话', contact: '联系人', key_holder: '钥匙人', linked: '上次来电确认过' },
  outcome: { called_back: '已回拨', reached: '已联系上', no_answer: '多次无人接', again: '又打来了', no_number: '无法回拨', nuisance: '骚扰，不回拨' },
  who: '是谁打来的？', whoHint: '点一位，或输入姓名、拼音首字母、地址查找', ask: '先问：您是哪位？在哪里？', is: '就是 {{name}}', other: '换一位', search: '姓名、拼音首字母、地址',
  record: '档案', incident: '转求助件', urgent: '紧急求助', order: '开工单', note: '备注', noteHint: '记下说了什么（Enter 保存，Shift+Enter 换行）', nuisance: '标为骚扰', notNuisance: '取消骚扰', nuisanceBy: '{{name}} {{at}} 标为骚扰', nothingBlocked: '照样响铃，不会拦截', print: '打印骚扰号码',
  handled: '已转求助件', ordered: '已开工单', made: '工单已开', seat: '席位 {{seat}}', by: '{{name}} 接的', line: '打到 {{line}}', recording: '录音 {{ref}}', afterwards: '补录',
  history: '以前', historyNone: '没有以前的记录', incidents: '求助件', orders: '工单', calls: '通话', numberCalls: '这个号码的通话', numberTickets: '这个号码的诉求', gone: '没有这个通话',
  missed: '未接来电', missedNone: '没有要回拨的来电', missedHint: '未接、对方挂断和占线的来电会列在这里，按时限回拨。', due: '回拨时限', overdueN: '{{n}} 个超时', toGo: '内回拨', tooLate: '已超时', times: '打来 {{n}} 次', tries: '回拨 {{n}} 次无人接', back: '回到求助',
  dial: '拨打', dialing: '您的话机先响，拿起后接通对方', byHand: '请用桌上电话拨打，再记结果', answered: '接通了', noAnswer: '无人接', lineBusy: '占线', failed: '没打通', settle: '已联系上', settleWhy: '怎么联系上的（可不填）', reachSend: '档案写明不能通话：直接派人', reachDevice: '档案写明用设备喊话',
  enter: '登记来电', enterHint: '没有来电弹屏的电话，在这里登记', number: '对方号码', at: '来电时间', paper: '补录（停电断网时记在纸上的）', save: '登记',
  recent: '最近未接',
  nuisanceTitle: '骚扰号码', nuisanceNone: '没有标记过的号码', nuisanceHint: '最近 90 天的通话，供公安机关查阅。', reason: '原因', length: '通话时长', printed: '打印：{{name}} {{at}}',
}

export const phoneEn: typeof phoneZh = {
  title: 'Calls', in: 'in', out: 'out', withheld: 'number withheld', unknown: 'unknown number', maybe: 'may be', more: '{{n}} more', open: 'Open the call',
  state: { requested: 'connecting', ringing: 'rings', answered: 'speaking', ended: 'ended', missed: 'missed', abandoned: 'hung up', busy: 'busy', no_answer: 'no answer', failed: 'failed' },
  as: { elder: 'own number', household: 'number of the home', contact: 'contact', key_holder: 'key holder', linked: 'said so last time' },
  outcome: { called_back: 'called back', reached: 'reached', no_answer: 'no answer, several times', again: 'called again', no_number: 'cannot be called back', nuisance: 'nuisance' },
  who: 'Who is calling?', whoHint: 'Choose one, or search by name, pinyin initials or address', ask: 'Ask first: who are you, and where?', is: 'It is {{name}}', other: 'Somebody else', search: 'Name, pinyin initials, address',
  record: 'Record', incident: 'Incident', urgent: 'Urgent', order: 'Order', note: 'Note', noteHint: 'What was said (Enter saves)', nuisance: 'Nuisance', notNuisance: 'No nuisance', nuisanceBy: 'marked as a nuisance by {{name}}, {{at}}', nothingBlocked: 'it rings all the same', print: 'Print nuisance numbers',
  handled: 'Incident made', ordered: 'Order made', made: 'Order made', seat: 'seat {{seat}}', by: 'taken by {{name}}', line: 'to {{line}}', recording: 'recording {{ref}}', afterwards: 'entered later',
  history: 'Before', historyNone: 'Nothing before', incidents: 'Incidents', orders: 'Orders', calls: 'Calls', numberCalls: 'Calls of this number', numberTickets: 'Tickets of this number', gone: 'No such call',
  missed: 'Missed calls', missedNone: 'Nobody to call back', missedHint: 'Calls that nobody answered, that were given up or found every line busy are listed here with their deadline.', due: 'Call back by', overdueN: '{{n}} late', toGo: 'to go', tooLate: 'too late', times: 'calls: {{n}}', tries: 'no answer, tries: {{n}}', back: 'Back to incidents',
  dial: 'Call', dialing: 'Your telephone rings first; pick up to be put through', byHand: 'Dial on your telephone, then say what became of it', answered: 'Spoke', noAnswer: 'No answer', lineBusy: 'Busy', failed: 'Failed', settle: 'Reached', settleWhy: 'How (optional)', reachSend: 'On file: cannot talk, send somebody', reachDevice: 'On file: speak through the device',
  enter: 'Enter a call', enterHint: 'For telephones that tell the platform nothing', number: 'Number', at: 'When', paper: 'From paper (while power or network were away)', save: 'Enter',
  recent: 'Missed lately',
  nuisanceTitle: 'Nuisance numbers', nuisanceNone: 'No number is marked', nuisanceHint: 'Calls of the last 90 days, for the police.', reason: 'Reason', length: 'Length', printed: 'Printed by {{name}}, {{at}}',
}
